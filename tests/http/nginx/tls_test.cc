// HTTPS of the site itself.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>

#include "absl/strings/str_cat.h"
#include "tests/http/nginx/certificate.h"
#include "tests/http/nginx/nginx_process.h"
#include "tests/support/raw_client.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

struct Spoken {
  int version = 0;       // 0: no handshake.
  std::string protocol;  // Chosen by ALPN.
  Reply reply;
};

// One request by TLS, of these versions at most and at least.
Spoken Ask(int port, int oldest, int newest, const std::string& path, const char* alpn = "\x08http/1.1") {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_min_proto_version(context.get(), oldest);
  SSL_CTX_set_max_proto_version(context.get(), newest);
  SSL_CTX_set_alpn_protos(context.get(), reinterpret_cast<const unsigned char*>(alpn),
                          static_cast<unsigned>(std::string_view(alpn).size()));
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  Spoken spoken;
  const std::unique_ptr<SSL, decltype(&SSL_free)> session(SSL_new(context.get()), &SSL_free);
  SSL_set_fd(session.get(), fd);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      SSL_connect(session.get()) == 1) {
    spoken.version = SSL_version(session.get());
    const unsigned char* chosen = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(session.get(), &chosen, &length);
    spoken.protocol.assign(reinterpret_cast<const char*>(chosen), length);
    const std::string request = "GET " + path + " HTTP/1.1\r\nHost: api.example.com\r\nConnection: close\r\n\r\n";
    SSL_write(session.get(), request.data(), static_cast<int>(request.size()));
    std::string text;
    char buffer[4096];
    for (int got = 0; (got = SSL_read(session.get(), buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<std::size_t>(got));
    }
    if (spoken.protocol != "h2") spoken.reply = ParseReply(text);
  }
  close(fd);
  return spoken;
}

class Tls : public testing::Test {
 protected:
  Tls() : settings_(SomeSettings()) {
    MakeCertificate(folder_.path() + "/site");
    settings_.program_addresses = {folder_.sockets()};
    settings_.tls = operators::TlsSettings{
        .certificates = {folder_.path() + "/site.crt"}, .keys = {folder_.path() + "/site.key"}, .client_ca = ""};
    settings_.tls_listen = {"127.0.0.1", static_cast<std::uint16_t>(FreePort())};
    settings_.transport_security = "max-age=86400; includeSubDomains";
    settings_.host = "api.example.com";
  }
  void Start() {
    folder_.Render(settings_);
    folder_.WriteMain("include POSTERN/postern.conf;");
    echoes_ = EchoOfAll(folder_);
    nginx_.emplace(folder_, settings_.tls_listen.port);
  }
  Spoken Get(const std::string& path, int oldest = TLS1_VERSION, int newest = TLS1_3_VERSION) const {
    return Ask(settings_.tls_listen.port, oldest, newest, path);
  }

  NginxFolder folder_;
  operators::NginxSettings settings_;
  std::map<std::string, std::unique_ptr<FastcgiEcho>> echoes_;
  std::optional<NginxProcess> nginx_;
};

TEST_F(Tls, TheTwoNewestVersionsAreSpoken) {
  Start();
  EXPECT_EQ(Get("/healthz").version, TLS1_3_VERSION);
  EXPECT_EQ(Get("/healthz", TLS1_VERSION, TLS1_2_VERSION).version, TLS1_2_VERSION);
  EXPECT_EQ(Get("/healthz", TLS1_VERSION, TLS1_1_VERSION).version, 0);
  EXPECT_EQ(Ask(settings_.tls_listen.port, TLS1_2_VERSION, TLS1_3_VERSION, "/healthz", "\x02h2").protocol, "h2");
}

TEST_F(Tls, TheOldestVersionIsThatOfTheOption) {
  settings_.tls->oldest = "tls13";
  Start();
  EXPECT_EQ(Get("/healthz", TLS1_2_VERSION, TLS1_2_VERSION).version, 0);
  EXPECT_EQ(Get("/healthz").version, TLS1_3_VERSION);
}

TEST_F(Tls, AnOlderVersionIsSpokenWhereTheOptionSaysSo) {
  settings_.tls->oldest = "tls10";
  Start();
  EXPECT_EQ(Get("/healthz", TLS1_VERSION, TLS1_VERSION).version, TLS1_VERSION);
}

TEST_F(Tls, OnlyTheSuitesThatAreNamedAreSpoken) {
  settings_.tls->ciphers = {"ECDHE-ECDSA-AES128-GCM-SHA256"};  // The certificate is one of RSA.
  Start();
  EXPECT_EQ(Get("/healthz", TLS1_2_VERSION, TLS1_2_VERSION).version, 0);
}

TEST_F(Tls, TransportSecurityIsOnEveryAnswerByHttpsAndOnNoneInClear) {
  Start();
  for (const char* path : {"/healthz", "/readyz", "/latency-check", "/nothing", "/api/v2/users/me"}) {
    const Reply reply = Get(path).reply;
    EXPECT_NE(reply.status, 0) << path;
    EXPECT_EQ(reply.All("Strict-Transport-Security"), std::vector<std::string>{"max-age=86400; includeSubDomains"})
        << path;
    EXPECT_EQ(Client(settings_.LocalUrl()).Get(path).Header("Strict-Transport-Security"), "") << path;
  }
}

TEST_F(Tls, TheProgramIsToldOfHttps) {
  Start();
  EXPECT_EQ(Echoed(Get("/api/v2/users/me").reply, "HTTPS"), "on");
  EXPECT_EQ(Echoed(Client(settings_.LocalUrl()).Get("/api/v2/users/me"), "HTTPS"), "(none)");
}

TEST_F(Tls, WhatCameInClearIsSentToHttpsWhereTheOptionSaysSo) {
  settings_.access_url = "https://api.example.com";
  Start();
  const Reply reply = Client(settings_.LocalUrl()).Get("/api/v2/users/me?x=1", {{"Host", "api.example.com"}});
  EXPECT_EQ(reply.status, 307);
  EXPECT_EQ(reply.Header("Location"), "https://api.example.com/api/v2/users/me?x=1");
  EXPECT_EQ(Get("/api/v2/users/me").reply.Header("X-Echo"), "users");
}

TEST_F(Tls, PlainHttpAtTheAddressOfHttpsIs400InJson) {
  Start();
  const std::string url = absl::StrCat("http://", settings_.tls_listen.Local());
  const Reply reply = SendRaw(url, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.Text("message"), "The request is malformed.");
}

TEST_F(Tls, WithoutAnAddressForItNothingIsServedInClear) {
  const int plain = settings_.listen.port;
  settings_.listen = {};
  Start();
  EXPECT_THROW(RawClient("http://127.0.0.1:" + std::to_string(plain)), std::runtime_error);
  EXPECT_EQ(Get("/healthz").reply.status, 200);
}

TEST_F(Tls, ACertificateOfTheClientIsDemandedWhereTheOptionSaysSo) {
  settings_.tls->client_auth = "require-and-verify";
  settings_.tls->client_ca = folder_.path() + "/site.crt";
  Start();
  const Reply reply = Get("/healthz").reply;
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.Text("message"), "The request is malformed.");
}

}  // namespace
}  // namespace postern::test
