// The site of our own in another nginx: its prefix, its name, and the site of metrics beside it.
#include <gtest/gtest.h>

#include <optional>

#include "absl/strings/str_cat.h"
#include "config/programs.h"
#include "tests/http/nginx/nginx_process.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

class OwnSite {
 public:
  explicit OwnSite(operators::NginxSettings settings) {
    settings.program_addresses = {folder_.sockets()};
    folder_.Render(settings);
    folder_.WriteMain("include POSTERN/postern.conf;");
    echoes_ = EchoOfAll(folder_);
    nginx_.emplace(folder_, settings.listen.port);
  }

 private:
  NginxFolder folder_;
  std::map<std::string, std::unique_ptr<FastcgiEcho>> echoes_;
  std::optional<NginxProcess> nginx_;
};

TEST(OwnSitePrefix, AllIsBelowItAndAllElseIs404InJson) {
  operators::NginxSettings settings = SomeSettings();
  settings.path_prefix = "/coder";
  const OwnSite site(settings);
  const std::string root = absl::StrCat("http://", settings.listen.Local());
  EXPECT_EQ(Echoed(Client(settings.LocalUrl()).Get("/api/v2/users/me"), "REQUEST_URI"), "/api/v2/users/me");
  EXPECT_EQ(Client(settings.LocalUrl()).Get("/readyz").status, 200);
  for (const char* path : {"/api/v2/users/me", "/healthz", "/coder", "/coder/", "/"}) {
    const Reply reply = Client(root).Get(path);
    EXPECT_EQ(reply.status, 404) << path;
    EXPECT_EQ(reply.Text("message"), "Route not found.") << path;
  }
  // nginx refuses these before it knows the path.
  const Reply strange = Client(root).Get("/coder/api/v2/users/%00");
  EXPECT_EQ(strange.status, 400);
  EXPECT_EQ(strange.Text("message"), R"("user" must be an existing uuid or username.)");
  EXPECT_EQ(Client(root).Get("/api/v2/users/%00").Text("message"), "The request is malformed.");
}

TEST(Metrics, EachProgramIsAskedOnTheirOwnAddressAlone) {
  operators::NginxSettings settings = SomeSettings();
  settings.metrics = operators::ListenAddress{"127.0.0.1", static_cast<std::uint16_t>(FreePort())};
  const OwnSite site(settings);
  const Client metrics(absl::StrCat("http://", settings.metrics->Local()));
  for (const std::string program : config::kPrograms) {
    const Reply reply = metrics.Get("/metrics/" + program);
    EXPECT_EQ(reply.Header("X-Echo"), program);
    EXPECT_EQ(Echoed(reply, "REQUEST_URI"), "/metrics");
  }
  for (const char* path : {"/", "/metrics", "/metrics/", "/metrics/nobody", "/metrics/users/", "/api/v2/users/me",
                           "/readyz", "/healthz", "/.postern/error"}) {
    const Reply reply = metrics.Get(path);
    EXPECT_EQ(reply.status, 404) << path;
    EXPECT_EQ(reply.Text("message"), "Route not found.") << path;
  }
  const Client main(settings.LocalUrl());
  for (const char* path : {"/metrics", "/metrics/users"}) {
    EXPECT_EQ(main.Get(path).status, 404) << path;
    EXPECT_EQ(main.Get(path).Header("X-Echo"), "") << path;
  }
}

TEST(RedirectToAccessUrl, SendsOnWhatCameByAnotherName) {
  operators::NginxSettings settings = SomeSettings();
  settings.access_url = "http://api.example.com";
  const OwnSite site(settings);
  const Client client(settings.LocalUrl());
  const Reply other = client.Get("/api/v2/users/me?x=1", {{"Host", "other.example.com"}});
  EXPECT_EQ(other.status, 307);
  EXPECT_EQ(other.Header("Location"), "http://api.example.com/api/v2/users/me?x=1");
  EXPECT_EQ(other.Header("X-Coder-Build-Version"), "v1.2.3");
  for (const char* host : {"api.example.com", "API.example.com", "api.example.com:80"}) {
    EXPECT_EQ(client.Get("/api/v2/users/me", {{"Host", host}}).Header("X-Echo"), "users") << host;
  }
  EXPECT_EQ(client.Get("/api/v2/users/me", {{"X-Forwarded-Host", "api.example.com"}}).Header("X-Echo"), "users");
  // Whoever looks whether the site is up comes by its address.
  EXPECT_EQ(client.Get("/healthz").status, 200);
  EXPECT_EQ(client.Get("/readyz").status, 200);
}

}  // namespace
}  // namespace postern::test
