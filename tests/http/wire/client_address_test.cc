// Who is taken for the client: the peer, or whom a trusted proxy names.
#include <gtest/gtest.h>

#include "tests/support/site.h"

namespace postern::test {
namespace {

// The address that a login with these headers is stored with.
std::string AddressOfLogin(Site& site, const Headers& headers) {
  const std::string body = R"({"email":")" + site.owner().email + R"(","password":")" + kPassword + R"("})";
  const Reply reply = site.anonymous().Send("POST", "/api/v2/users/login", &body, headers);
  if (reply.status != 201) return "no login: " + reply.body;
  return site.Value("SELECT host(ip_address) FROM api_keys WHERE id = '" + reply.Text("session_token").substr(0, 10) +
                    "'");
}

TEST(ClientAddress, IsTheTcpPeerWhereNoProxyIsTrusted) {
  for (const char* name : {"X-Forwarded-For", "X-Real-Ip", "Forwarded", "True-Client-Ip", "Remote-Addr"}) {
    EXPECT_EQ(AddressOfLogin(Site::Shared(), {{name, "203.0.113.9"}}), "127.0.0.1") << name;
  }
}

TEST(ClientAddress, IsStoredInAuditRowsToo) {
  Site& site = Site::Shared();
  const Person person = site.NewUser();
  EXPECT_EQ(site.Value("SELECT host(ip) FROM audit_logs WHERE user_id = '" + person.id + "' LIMIT 1"), "127.0.0.1");
}

class TrustedProxy : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    site_ = new Site(Site::Environment{{"CODER_PROXY_TRUSTED_HEADERS", "X-Real-Ip,X-Forwarded-For"},
                                       {"CODER_PROXY_TRUSTED_ORIGINS", "127.0.0.1/8"}});
  }
  static void TearDownTestSuite() {
    delete site_;
    site_ = nullptr;
  }
  static Site* site_;
};

Site* TrustedProxy::site_ = nullptr;

TEST_F(TrustedProxy, NamesTheClientByTheFirstElementOfTheList) {
  const std::pair<const char*, const char*> cases[] = {{"203.0.113.9", "203.0.113.9"},
                                                       {"203.0.113.9, 10.0.0.1", "203.0.113.9"},
                                                       {" 203.0.113.9 ,10.0.0.1", "203.0.113.9"},
                                                       {"2001:db8::1", "2001:db8::1"},
                                                       {"2001:DB8:0::1", "2001:db8::1"},
                                                       {"::ffff:203.0.113.9", "::ffff:203.0.113.9"}};
  for (const auto& [sent, seen] : cases) {
    EXPECT_EQ(AddressOfLogin(*site_, {{"X-Forwarded-For", sent}}), seen) << sent;
  }
}

TEST_F(TrustedProxy, WhatIsNoAddressIsPassedOver) {
  for (const char* sent :
       {"nonsense", "", "203.0.113.256", "203.0.113.9:80", "unknown, 203.0.113.9", "1.2.3", "::g", "[::1]"}) {
    EXPECT_EQ(AddressOfLogin(*site_, {{"X-Forwarded-For", sent}}), "127.0.0.1") << sent;
  }
}

TEST_F(TrustedProxy, TheFirstConfiguredHeaderThatParsesCounts) {
  EXPECT_EQ(AddressOfLogin(*site_, {{"X-Forwarded-For", "203.0.113.9"}, {"X-Real-Ip", "203.0.113.7"}}), "203.0.113.7");
  EXPECT_EQ(AddressOfLogin(*site_, {{"X-Forwarded-For", "203.0.113.9"}, {"X-Real-Ip", "nonsense"}}), "203.0.113.9");
}

TEST_F(TrustedProxy, OtherHeadersAreIgnored) {
  EXPECT_EQ(AddressOfLogin(*site_, {{"True-Client-Ip", "203.0.113.9"}}), "127.0.0.1");
}

TEST(ClientAddress, AHeaderOfAPeerThatIsNotTrustedIsIgnored) {
  Site site(Site::Environment{{"CODER_PROXY_TRUSTED_HEADERS", "X-Forwarded-For"},
                              {"CODER_PROXY_TRUSTED_ORIGINS", "10.0.0.0/8"}});
  EXPECT_EQ(AddressOfLogin(site, {{"X-Forwarded-For", "203.0.113.9"}}), "127.0.0.1");
}

}  // namespace
}  // namespace postern::test
