#include "config/address.h"

#include <gtest/gtest.h>

#include <string>

namespace postern::config {
namespace {

struct Split {
  std::string text, host, port;
};

class AddressSplit : public testing::TestWithParam<Split> {};

TEST_P(AddressSplit, GivesHostAndPort) {
  const auto address = SplitHostPort(GetParam().text);
  ASSERT_TRUE(address.ok()) << address.status();
  EXPECT_EQ(address->host, GetParam().host);
  EXPECT_EQ(address->port, GetParam().port);
}

INSTANTIATE_TEST_SUITE_P(Texts, AddressSplit,
                         testing::Values(Split{"127.0.0.1:3000", "127.0.0.1", "3000"}, Split{":http", "", "http"},
                                         Split{"host:", "host", ""}, Split{":", "", ""}, Split{"[::1]:0", "::1", "0"}));

class AddressRefused : public testing::TestWithParam<std::string> {};

TEST_P(AddressRefused, IsAnError) {
  EXPECT_FALSE(SplitHostPort(GetParam()).ok());
}

INSTANTIATE_TEST_SUITE_P(Texts, AddressRefused,
                         testing::Values("", "localhost", "::1", "a:b:c", "[::1]", "[::1:80", "::1]:80", "[a:80",
                                         "[[::1]]:80", "a:8]"));

TEST(AddressErrors, TellThatEmptyIsNotTaken) {
  EXPECT_EQ(SplitHostPort("").status().message(), "must not be empty");
}

TEST(PortNumber, TakesTheWholeRange) {
  for (const std::string text : {"1", "80", "65535"}) EXPECT_TRUE(IsPortNumber(text)) << text;
}

TEST(PortNumber, RefusesAllElse) {
  for (const std::string text : {"", "0", "65536", "99999999999", "-1", "+1", "http", " 80"}) {
    EXPECT_FALSE(IsPortNumber(text)) << text;
  }
}

TEST(Cidr, TakesNetworks) {
  for (const std::string text : {"10.0.0.0/8", "10.1.2.3/32", "0.0.0.0/0", "::/0", "fd00::/8", "::1/128"}) {
    EXPECT_TRUE(IsCidr(text)) << text;
  }
}

TEST(Cidr, RefusesAllElse) {
  for (const std::string text : {"", "/", "10.0.0.1", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0/8", "::/129",
                                 "::/-1", " 10.0.0.0/8", "10.0.0.0/8 ", "10.0.0.0/8/8", "host/8"}) {
    EXPECT_FALSE(IsCidr(text)) << text;
  }
}

}  // namespace
}  // namespace postern::config
