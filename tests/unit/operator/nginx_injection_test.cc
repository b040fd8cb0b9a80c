// Nothing that an option says adds a directive to nginx's files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "operator/nginx_values.h"
#include "tests/unit/operator/rendered.h"

namespace postern::operators {
namespace {

using testing::HasSubstr;

// A directive between two others, by each way that a text takes into the files.
constexpr const char* kInjections[] = {"x; return 200", "x\nreturn 200;", "x}",  "x{",  "\"x",   "x'",
                                       "x\\",           "$request_uri",   "x y", "x#y", "x\x7f", "\xc3\xa4"};

TEST(NginxInjectionTest, NoVersionAddsADirective) {
  NginxSettings settings = Settings();
  for (const char* text : kInjections) {
    settings.version = text;
    EXPECT_THAT(File(settings, "http.conf"), HasSubstr("refused: --reported-version")) << text;
  }
}

TEST(NginxInjectionTest, NoHeaderNameAddsADirective) {
  NginxSettings settings = Settings();
  for (const char* text : kInjections) {
    settings.trusted_headers = {text};
    EXPECT_THAT(File(settings, "http.conf"), HasSubstr("refused: --proxy-trusted-headers")) << text;
  }
}

TEST(NginxInjectionTest, NoNetworkAddsADirective) {
  NginxSettings settings = Settings();
  for (const char* text : kInjections) {
    settings.trusted_origins = {std::string("10.0.0.0/8") + text};
    EXPECT_THAT(File(settings, "http.conf"), HasSubstr("refused: --proxy-trusted-origins")) << text;
  }
}

TEST(NginxInjectionTest, NoProgramAddressAddsADirective) {
  NginxSettings settings = Settings();
  settings.name_server = "127.0.0.1";
  for (const std::string text : kInjections) {
    for (const std::string& item :
         {"unix:/" + text + "/{program}.sock", "tcp:{program}" + text + ":9000", "tcp:{program}:9000" + text}) {
      settings.program_addresses = {item};
      EXPECT_THAT(File(settings, "http.conf"), HasSubstr("refused: --program-address")) << item;
    }
  }
}

TEST(NginxInjectionTest, NoOtherTextAddsADirective) {
  const std::pair<std::string NginxSettings::*, const char*> texts[] = {{&NginxSettings::user, "user"},
                                                                        {&NginxSettings::path_prefix, "--path-prefix"},
                                                                        {&NginxSettings::access_url, "--access-url"},
                                                                        {&NginxSettings::host, "--access-url"}};
  for (const auto& [member, option] : texts) {
    for (const std::string text : kInjections) {
      NginxSettings settings = Settings();
      settings.*member = member == &NginxSettings::path_prefix ? "/" + text : text;
      EXPECT_THAT(File(settings, "http.conf"), HasSubstr(std::string("refused: ") + option)) << text;
    }
  }
}

TEST(NginxInjectionTest, NoNameServerAddsADirective) {
  NginxSettings settings = Settings();
  settings.program_addresses = {"tcp:{program}:9000"};
  for (const std::string text : kInjections) {
    settings.name_server = "127.0.0.1" + text;
    EXPECT_THAT(File(settings, "http.conf"), HasSubstr("refused: name server")) << text;
  }
}

TEST(NginxInjectionTest, NoFileOfTlsAddsADirective) {
  NginxSettings settings = Settings();
  settings.tls_listen = {"127.0.0.1", 8443};
  for (const std::string text : kInjections) {
    if (text == "x y") continue;  // A blank may stand in the name of a file.
    settings.tls = TlsSettings{.certificates = {"/" + text}, .keys = {"/key"}, .client_ca = ""};
    EXPECT_THAT(File(settings, "server.conf"), HasSubstr("refused: --tls-cert-file")) << text;
    settings.tls = TlsSettings{.certificates = {"/cert"}, .keys = {"/" + text}, .client_ca = ""};
    EXPECT_THAT(File(settings, "server.conf"), HasSubstr("refused: --tls-cert-file")) << text;
    settings.tls = TlsSettings{.certificates = {"/cert"}, .keys = {"/key"}, .client_ca = "/" + text};
    EXPECT_THAT(File(settings, "server.conf"), HasSubstr("refused: --tls-client-ca-file")) << text;
  }
}

}  // namespace
}  // namespace postern::operators
