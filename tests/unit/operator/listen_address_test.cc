#include "operator/listen_address.h"

#include <gtest/gtest.h>

namespace postern::operators {
namespace {

std::vector<std::string> Directives(const char* text, bool ipv6 = true) {
  const auto address = ParseListenAddress(text);
  return address.ok() ? address->Directives(ipv6) : std::vector<std::string>{"refused"};
}

using Texts = std::vector<std::string>;

TEST(ListenAddressTest, TakesAddressAndPort) {
  EXPECT_EQ(Directives("127.0.0.1:8080"), Texts{"127.0.0.1:8080"});
}

TEST(ListenAddressTest, TakesNames) {
  EXPECT_EQ(Directives("localhost:8080"), Texts{"localhost:8080"});
}

TEST(ListenAddressTest, KeepsBracketsOfIpv6) {
  EXPECT_EQ(Directives("[::1]:8080"), Texts{"[::1]:8080"});
}

TEST(ListenAddressTest, EmptyHostIsBothFamilies) {
  EXPECT_EQ(Directives(":3000"), (Texts{"0.0.0.0:3000", "[::]:3000"}));
}

TEST(ListenAddressTest, EmptyHostIsIpv4AloneOnMachinesWithoutIpv6) {
  EXPECT_EQ(Directives(":3000", false), Texts{"0.0.0.0:3000"});
}

class RefusedAddressTest : public testing::TestWithParam<const char*> {};

TEST_P(RefusedAddressTest, IsRefused) {
  EXPECT_FALSE(ParseListenAddress(GetParam()).ok());
}

INSTANTIATE_TEST_SUITE_P(Texts, RefusedAddressTest,
                         testing::Values("", "127.0.0.1", ":", "127.0.0.1:", ":0", ":65536", ":http", ":-1", ":80 ",
                                         "127.0.0.1 :80", "a;b:80", "a{:80", "a\nb:80", "$host:80", "\"a\":80",
                                         "unix:/x:80", "[::1%lo]:80", "a b:80", "*:80"));

TEST(ListenAddressTest, WildcardsAreReachedByLoopback) {
  EXPECT_EQ(ParseListenAddress(":81")->Local(), "127.0.0.1:81");
  EXPECT_EQ(ParseListenAddress("0.0.0.0:81")->Local(), "127.0.0.1:81");
  EXPECT_EQ(ParseListenAddress("[::]:81")->Local(), "[::1]:81");
}

TEST(ListenAddressTest, LoopbackIsWhatThisMachineAloneReaches) {
  for (const char* text : {"127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "localhost:1", "LocalHost:1"}) {
    EXPECT_TRUE(ParseListenAddress(text)->IsLoopback()) << text;
  }
  for (const char* text : {":1", "0.0.0.0:1", "[::]:1", "128.0.0.1:1", "localhost.example.com:1", "[fd00::1]:1"}) {
    EXPECT_FALSE(ParseListenAddress(text)->IsLoopback()) << text;
  }
}

TEST(ListenAddressTest, OtherAddressesAreReachedAsTheyAre) {
  EXPECT_EQ(ParseListenAddress("192.0.2.1:81")->Local(), "192.0.2.1:81");
}

}  // namespace
}  // namespace postern::operators
