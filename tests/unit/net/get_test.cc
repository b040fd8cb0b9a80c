#include "net/get.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>
#include <memory>
#include <thread>

#include "gtest/gtest.h"
#include "net/target.h"
#include "tests/support/outside_site.h"
#include "tests/support/site.h"

namespace {

constexpr std::string_view kHanging = "hanging.invalid";
std::promise<void> look_up_ends;

}  // namespace

// libcurl looks names up by this one instead of the system's: of one name, until a test lets it end.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result) {
  if (node != nullptr && node == kHanging) {
    look_up_ends.get_future().wait_for(std::chrono::seconds(60));
    return EAI_NONAME;
  }
  static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(node, service, hints, result);
}

namespace postern::net {
namespace {

using std::chrono::milliseconds;
using test::HttpAnswer;
using test::OutsideSite;
using test::Redirect;

constexpr Limits kLimits = {milliseconds(5000), milliseconds(20000)};

absl::StatusOr<Answer> Ask(const std::string& url, const Headers& headers = {}, const Limits& limits = kLimits) {
  return Get(url, headers, limits, [] { return false; });
}

OutsideSite::Answer Always(std::string answer) {
  return [answer = std::move(answer)](const test::Reply&) { return answer; };
}

// Sends to `where` whoever asks for anything but /end.
OutsideSite::Answer RedirectTo(std::string where) {
  return [where = std::move(where)](const test::Reply& request) {
    return request.body == "/end" ? HttpAnswer(200, "end") : Redirect(where);
  };
}

TEST(Get, GivesStatusAndBody) {
  const OutsideSite site(Always(HttpAnswer(404, "not here")));
  const absl::StatusOr<Answer> answer = Ask(site.url() + "/some/path?with=query");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->status, 404);
  EXPECT_EQ(answer->body, "not here");
  EXPECT_EQ(site.seen().at(0).body, "/some/path?with=query");
}

TEST(Get, SendsTheGivenHeadersAndSaysWhoItIs) {
  const OutsideSite site(Always(HttpAnswer(200, "")));
  ASSERT_TRUE(Ask(site.url(), {{"X-Key", "canary"}, {"Accept", "application/json"}}).ok());
  const test::Reply seen = site.seen().at(0);
  EXPECT_EQ(seen.Header("X-Key"), "canary");
  EXPECT_EQ(seen.Header("Accept"), "application/json");
  EXPECT_TRUE(seen.Header("User-Agent").starts_with("postern/"));
}

TEST(Get, LeavesOutNameAndPasswordOfTheUrl) {
  const OutsideSite site(Always(HttpAnswer(200, "")));
  ASSERT_TRUE(Ask(site.url("name:secret@") + "/x").ok());
  EXPECT_EQ(site.seen().at(0).Header("Authorization"), "");
}

TEST(Get, TakesABodyOfTheLargestSize) {
  const OutsideSite site(Always(HttpAnswer(200, std::string(kMaxBodyBytes, 'x'))));
  const absl::StatusOr<Answer> answer = Ask(site.url());
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->body.size(), kMaxBodyBytes);
}

TEST(Get, RefusesABodyOneByteLarger) {
  const OutsideSite site(Always(HttpAnswer(200, std::string(kMaxBodyBytes + 1, 'x'))));
  EXPECT_EQ(Ask(site.url()).status().code(), absl::StatusCode::kResourceExhausted);
}

TEST(Get, RefusesALargerBodyOfUnknownLength) {
  const OutsideSite site(Always("HTTP/1.0 200 OK\r\n\r\n" + std::string(kMaxBodyBytes + 1, 'x')));
  EXPECT_EQ(Ask(site.url()).status().code(), absl::StatusCode::kResourceExhausted);
}

TEST(Get, FollowsAFewRedirects) {
  const OutsideSite site([](const test::Reply& request) {
    if (request.body == "/1") return Redirect("/2");
    if (request.body == "/2") return Redirect("/3");
    return request.body == "/3" ? Redirect("/end") : HttpAnswer(200, "end");
  });
  const absl::StatusOr<Answer> answer = Ask(site.url() + "/1");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->body, "end");
}

TEST(Get, EndsACircleOfRedirects) {
  const OutsideSite site(Always(Redirect("/again")));
  EXPECT_EQ(Ask(site.url()).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(site.asked(), kMaxRedirects + 1);
}

TEST(Get, FollowsNoRedirectWithHeaders) {
  const OutsideSite elsewhere(Always(HttpAnswer(200, "end")));
  const OutsideSite site(RedirectTo(elsewhere.url()));
  const absl::StatusOr<Answer> answer = Ask(site.url(), {{"X-Key", "canary"}});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(elsewhere.asked(), 0U);
}

class ForbiddenRedirect : public testing::TestWithParam<const char*> {};

TEST_P(ForbiddenRedirect, IsAFailure) {
  const OutsideSite site(RedirectTo(GetParam()));
  EXPECT_EQ(Ask(site.url()).status().code(), absl::StatusCode::kUnavailable);
}

INSTANTIATE_TEST_SUITE_P(Get, ForbiddenRedirect,
                         testing::Values("file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x",
                                         "http://name:secret@127.0.0.1/end"));

TEST(Redirected, NeverLeavesHttpsOnceItWasReached) {
  const Target begin = *ReadTarget("http://a.example/");
  EXPECT_TRUE(Redirected(begin, "http://b.example/").ok());
  const absl::StatusOr<Target> secure = Redirected(begin, "https://b.example/");
  ASSERT_TRUE(secure.ok()) << secure.status();
  EXPECT_TRUE(Redirected(*secure, "https://c.example/").ok());
  for (const char* url : {"http://c.example/", "HTTP://b.example/", "https://name@b.example/",
                          "https://:secret@b.example/", "file:///x", "", "/path"}) {
    EXPECT_EQ(Redirected(*secure, url).status().code(), absl::StatusCode::kUnavailable) << url;
  }
}

class NoUrl : public testing::TestWithParam<const char*> {};

TEST_P(NoUrl, IsRefused) {
  EXPECT_EQ(Ask(GetParam()).status().code(), absl::StatusCode::kInvalidArgument);
}

INSTANTIATE_TEST_SUITE_P(Get, NoUrl,
                         testing::Values("", "no url", "/path", "file:///etc/passwd", "ftp://127.0.0.1/x", "http://",
                                         "gopher://127.0.0.1/"));

TEST(Get, RefusesAHeaderWithALineBreak) {
  const OutsideSite site(Always(HttpAnswer(200, "")));
  EXPECT_EQ(Ask(site.url(), {{"X-Key", "a\r\nX-Other: b"}}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(site.asked(), 0U);
}

TEST(Get, GivesUpOnASilentSite) {
  const OutsideSite site([](const test::Reply&) { return std::nullopt; });
  const absl::Status status = Ask(site.url(), {}, {milliseconds(1000), milliseconds(50)}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
}

TEST(Get, EndsOnceItIsStopped) {
  const OutsideSite site([](const test::Reply&) { return std::nullopt; });
  const absl::Status status = Get(site.url(), {}, kLimits, [&] { return site.asked() > 0; }).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
}

TEST(Get, DoesNotWaitForALookUpThatHangs) {
  const auto begun = std::chrono::steady_clock::now();
  const absl::Status status =
      Ask("http://" + std::string(kHanging), {}, {milliseconds(5000), milliseconds(50)}).status();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(30));
  look_up_ends.set_value();
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
}

TEST(Get, NamesNothingButTheHostInErrors) {
  const std::string closed = "127.0.0.1:" + std::to_string(test::FreePort());
  const absl::Status status = Ask("http://name:secret@" + closed + "/token?key=secret", {{"X-Key", "secret"}}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(status.message().find("127.0.0.1"), absl::string_view::npos) << status;
  EXPECT_EQ(status.message().find("secret"), absl::string_view::npos) << status;
  EXPECT_EQ(status.message().find("token"), absl::string_view::npos) << status;
}

// A site whose certificate nobody but itself has signed. It answers one connection.
class SelfSignedSite {
 public:
  SelfSignedSite() : context_(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    EXPECT_NE(X509_sign(certificate.get(), key.get(), EVP_sha256()), 0);
    EXPECT_EQ(SSL_CTX_use_certificate(context_.get(), certificate.get()), 1);
    EXPECT_EQ(SSL_CTX_use_PrivateKey(context_.get(), key.get()), 1);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener_, 1), 0);
    EXPECT_EQ(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  SelfSignedSite(const SelfSignedSite&) = delete;
  SelfSignedSite& operator=(const SelfSignedSite&) = delete;
  ~SelfSignedSite() {
    thread_.join();
    close(listener_);
  }

  std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }

 private:
  void Serve() {
    pollfd asked = {listener_, POLLIN, 0};
    if (poll(&asked, 1, 20'000) != 1) return;
    const int connection = accept(listener_, nullptr, nullptr);
    const std::unique_ptr<SSL, decltype(&SSL_free)> session(SSL_new(context_.get()), &SSL_free);
    SSL_set_fd(session.get(), connection);
    const std::string answer = HttpAnswer(200, "trusted");
    if (SSL_accept(session.get()) == 1) SSL_write(session.get(), answer.data(), static_cast<int>(answer.size()));
    close(connection);
  }

  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  const int listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int port_ = 0;
  std::thread thread_;
};

TEST(Get, TrustsNoCertificateThatNobodySigned) {
  const SelfSignedSite site;
  const absl::Status status = Ask(site.url()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(status.message().find("certificate"), absl::string_view::npos) << status;
}

// The only test that changes the environment, which no other thread of this program reads.
TEST(Get, AsksTheProxyOfTheEnvironment) {
  const OutsideSite proxy(Always(HttpAnswer(200, "by the proxy")));
  setenv("http_proxy", proxy.url().c_str(), 1);
  const absl::StatusOr<Answer> answer = Ask("http://somewhere.invalid/path");
  unsetenv("http_proxy");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->body, "by the proxy");
  EXPECT_EQ(proxy.seen().at(0).body, "http://somewhere.invalid/path");
}

}  // namespace
}  // namespace postern::net
