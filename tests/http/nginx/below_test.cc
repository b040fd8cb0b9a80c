// Our paths below a path of another site, beside what the site of our own answers to the same.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "tests/http/nginx/nginx_process.h"
#include "tests/support/raw_client.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

constexpr char kTheirs[] = R"(
include POSTERN/http.conf;
server {
    listen 127.0.0.1:$PORT;
    root $ROOT;
    add_header X-Theirs yes always;
    error_page 404 /404.html;
    include POSTERN/below.conf;
    location ~ \.txt$ { }
}
)";

// Another site that serves files, with ours below `prefix`.
class OtherSite {
 public:
  explicit OtherSite(const std::string& prefix, std::int64_t requests_per_minute = 0) : port_(FreePort()) {
    operators::NginxSettings settings = SomeSettings();
    settings.program_addresses = {folder_.sockets()};
    settings.path_prefix = prefix;
    settings.rate_limits = requests_per_minute > 0;
    settings.api_requests_per_minute = requests_per_minute;
    settings.max_body_bytes = 1000;
    settings.transport_security = "max-age=1";
    folder_.Render(settings);
    std::filesystem::create_directory(folder_.path() + "/root");
    std::ofstream(folder_.path() + "/root/404.html") << "their own page";
    std::ofstream(folder_.path() + "/root/a.txt") << "a file";
    std::string text = kTheirs;
    text.replace(text.find("$PORT"), 5, std::to_string(port_));
    text.replace(text.find("$ROOT"), 5, folder_.path() + "/root");
    folder_.WriteMain(text);
    echoes_ = EchoOfAll(folder_);
    nginx_.emplace(folder_, port_);
    own_port_ = settings.listen.port;
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  Reply Get(const std::string& path) const { return Client(url()).Get(path); }
  int own_port() const { return own_port_; }

 private:
  const int port_;
  int own_port_ = 0;
  NginxFolder folder_;
  std::map<std::string, std::unique_ptr<FastcgiEcho>> echoes_;
  std::optional<NginxProcess> nginx_;
};

struct Asked {
  const char* path;      // Behind the prefix.
  const char* program;   // "": our 404.
  const char* uri = "";  // What the program sees; "": the path.
};

void PrintTo(const Asked& one, std::ostream* out) {
  *out << one.path;
}

class Below : public testing::TestWithParam<Asked> {
 protected:
  static void SetUpTestSuite() { site_ = new OtherSite("/a.b/coder"); }
  static void TearDownTestSuite() {
    delete site_;
    site_ = nullptr;
  }
  static OtherSite* site_;
};

OtherSite* Below::site_ = nullptr;

TEST_P(Below, ThePathAsItWasSentChoosesTheProgram) {
  const Reply reply = site_->Get(std::string("/a.b/coder") + GetParam().path);
  EXPECT_EQ(reply.Header("X-Echo"), GetParam().program);
  EXPECT_EQ(reply.Header("X-Theirs"), "");
  if (*GetParam().program == 0) {
    EXPECT_EQ(reply.status, 404);
    EXPECT_EQ(reply.Text("message"), "Route not found.");
    return;
  }
  EXPECT_EQ(Echoed(reply, "REQUEST_URI"), *GetParam().uri == 0 ? GetParam().path : GetParam().uri);
  EXPECT_EQ(Echoed(reply, "KEEP"), "1");
}

INSTANTIATE_TEST_SUITE_P(
    Paths, Below,
    testing::Values(Asked{"/api/v2", "buildinfo"}, Asked{"/api/v2/", "buildinfo"},
                    Asked{"/api/v2/buildinfo?x=1", "buildinfo"}, Asked{"/api/v2/users/me", "users"},
                    Asked{"/api/v2/users/me/keys", "tokens"}, Asked{"/api/v2/users/..", "users"},
                    Asked{"/api/v2/users/../keys/tokens", "tokens"}, Asked{"/api/v2/users/%2e%2e/keys", "tokens"},
                    Asked{"/api/v2/users/a%2Fb/keys", "tokens"}, Asked{"/api/v2/users/..%2Fme", "users"},
                    Asked{"//api///v2//users//me", "users"}, Asked{"/api/v2/users/a.txt", "users"},
                    Asked{"/api/v2/csp/reports", "csp"}, Asked{"/readyz", "users"},
                    Asked{"//readyz", "users", "/readyz"}));

TEST_F(Below, DoubledSlashesInThePrefixCountOnce) {
  EXPECT_EQ(Echoed(site_->Get("//a.b//coder/api/v2/users/me"), "REQUEST_URI"), "/api/v2/users/me");
}

TEST_F(Below, WhatWasNotSentBelowThePrefixIsNotOurs) {
  // Tidied, these are below it.
  for (const char* path : {"/x/../a.b/coder/api/v2/users", "/a.b/%63oder/api/v2/users"}) {
    const Reply reply = site_->Get(path);
    EXPECT_EQ(reply.status, 404) << path;
    EXPECT_EQ(reply.Header("X-Echo"), "") << path;
    EXPECT_EQ(reply.Text("message"), "Route not found.") << path;
  }
}

TEST_F(Below, TheOtherSiteKeepsAllElse) {
  EXPECT_EQ(site_->Get("/a.txt").body, "a file");
  EXPECT_EQ(site_->Get("/a.txt").Header("X-Theirs"), "yes");
  EXPECT_EQ(site_->Get("/a.txt").Header("X-Coder-Build-Version"), "");
  for (const char* path : {"/nothing", "/a.b/coder", "/a.b/coder/x", "/a.b/coder/api/v20", "/aXb/coder/api/v2/users",
                           "/api/v2/users", "/healthz", "/metrics", "/a.b/coder/metrics", "/.postern/error"}) {
    const Reply reply = site_->Get(path);
    EXPECT_EQ(reply.status, 404) << path;
    EXPECT_EQ(reply.body, "their own page") << path;
    EXPECT_EQ(reply.Header("X-Theirs"), "yes") << path;
  }
}

TEST_F(Below, NothingListensButTheOtherSite) {
  EXPECT_THROW(RawClient("http://127.0.0.1:" + std::to_string(site_->own_port())), std::runtime_error);
}

TEST_F(Below, OurAnswersByNginxAreOurs) {
  EXPECT_EQ(site_->Get("/a.b/coder/healthz").body, "OK\n");
  EXPECT_EQ(site_->Get("/a.b/coder/healthz").Header("X-Coder-Build-Version"), "v1.2.3");
  EXPECT_EQ(site_->Get("/a.b/coder/latency-check").Header("Timing-Allow-Origin"), "*");
  // In clear nothing is said of HTTPS.
  EXPECT_EQ(site_->Get("/a.b/coder/healthz").Header("Strict-Transport-Security"), "");
}

TEST_F(Below, ABodyThatIsTooLargeIs413InJson) {
  const std::string body(1001, 'x');
  const Reply reply = Client(site_->url()).Send("POST", "/a.b/coder/api/v2/users/login", &body);
  EXPECT_EQ(reply.status, 413);
  EXPECT_EQ(reply.Text("message"), "The request body is too large.");
}

TEST(BelowLimited, RatesHold) {
  const OtherSite site("/coder", 5);
  int answered = 0;
  while (answered < 30 && site.Get("/coder/api/v2/users/me").status == 200) ++answered;
  EXPECT_GE(answered, 5);
  EXPECT_LT(answered, 12);
  const Reply reply = site.Get("/coder/api/v2/users/me");
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(reply.Header("Retry-After"), "60");
  for (int i = 0; i < 30; ++i) ASSERT_EQ(site.Get("/a.txt").status, 200);
}

TEST(BelowLimited, LoginsAreCountedBelowThePrefix) {
  const OtherSite site("/coder", 100000);
  int answered = 0;
  while (answered < 180 && Client(site.url()).Post("/coder/api/v2/users/login").status == 200) ++answered;
  EXPECT_GE(answered, 60);
  EXPECT_LT(answered, 120);
}

TEST(BelowTheRoot, TheApiIsServedInTheOtherSite) {
  const OtherSite site("");
  EXPECT_EQ(site.Get("/api/v2/users/../keys").Header("X-Echo"), "tokens");
  EXPECT_EQ(site.Get("/readyz").Header("X-Echo"), "users");
  EXPECT_EQ(site.Get("/nothing").body, "their own page");
}

}  // namespace
}  // namespace postern::test
