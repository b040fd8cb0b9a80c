#include "operator/program_address.h"

#include <gmock/gmock.h>

#include <fstream>

#include "config/programs.h"
#include "tests/unit/operator/temporary_folder.h"

namespace postern::operators {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = ProgramAddress::Kind;
using Items = std::vector<std::string>;

ProgramAddress OfUsers(const Items& items) {
  const auto addresses = ProgramAddresses(items);
  return addresses.ok() ? addresses->at("users")
                        : ProgramAddress{Kind::kUnix, std::string(addresses.status().message())};
}

TEST(ProgramAddressTest, TheNameOfEachProgramIsFilledIn) {
  const auto addresses = ProgramAddresses({"unix:/srv/{program}/{program}.sock"});
  ASSERT_TRUE(addresses.ok());
  EXPECT_EQ(addresses->size(), config::kPrograms.size());
  EXPECT_EQ(addresses->at("csp").text, "unix:/srv/csp/csp.sock");
}

TEST(ProgramAddressTest, HostsAreNamesOrNumbers) {
  EXPECT_EQ(OfUsers({"tcp:{program}:9000"}).text, "users:9000");
  EXPECT_EQ(OfUsers({"tcp:{program}:9000"}).kind, Kind::kName);
  EXPECT_EQ(OfUsers({"tcp:my_{program}.pod-1.local:9000"}).text, "my_users.pod-1.local:9000");
  EXPECT_EQ(OfUsers({"tcp:{program}:1", "users=tcp:10.0.0.7:9000"}).text, "10.0.0.7:9000");
  EXPECT_EQ(OfUsers({"tcp:{program}:1", "users=tcp:10.0.0.7:9000"}).kind, Kind::kNumeric);
  EXPECT_EQ(OfUsers({"users=tcp:[fd00::7]:9000", "tcp:{program}:1"}).text, "[fd00::7]:9000");
}

struct RefusedItems {
  Items items;
  const char* why;
};

class RefusedProgramAddressTest : public testing::TestWithParam<RefusedItems> {};

TEST_P(RefusedProgramAddressTest, NamesTheOptionAndSaysWhy) {
  const auto addresses = ProgramAddresses(GetParam().items);
  EXPECT_THAT(std::string(addresses.status().message()),
              testing::AllOf(HasSubstr("--program-address: "), HasSubstr(GetParam().why)));
}

INSTANTIATE_TEST_SUITE_P(
    Items, RefusedProgramAddressTest,
    testing::Values(RefusedItems{{}, "no address for buildinfo"}, RefusedItems{{""}, "begins with unix: or tcp:"},
                    RefusedItems{{"users:9000"}, "begins with unix: or tcp:"},
                    RefusedItems{{"http:{program}:80"}, "begins with unix: or tcp:"},
                    RefusedItems{{"users=tcp:users:9000"}, "no address for buildinfo"},
                    RefusedItems{{"nobody=tcp:users:9000"}, "none of the programs"},
                    RefusedItems{{"users=nowhere", "tcp:{program}:1"}, "begins with unix: or tcp:"},
                    RefusedItems{{"tcp:{program}:1", "tcp:{program}:2"}, "two addresses for all"},
                    RefusedItems{{"tcp:{program}:1", "csp=tcp:a:1", "csp=tcp:b:1"}, "two addresses for csp"},
                    RefusedItems{{"tcp:programs:9000"}, "the same address for buildinfo and csp"},
                    RefusedItems{{"unix:/run/one.sock"}, "the same address for buildinfo and csp"},
                    RefusedItems{{"unix:"}, "characters"}, RefusedItems{{"unix:/run/{name}.sock"}, "characters"},
                    RefusedItems{{"unix:/" + std::string(120, 'x') + "{program}"}, "longer than 107"},
                    RefusedItems{{"tcp:{program}"}, "a host and a port"},
                    RefusedItems{{"tcp:{program}:"}, "a host and a port"},
                    RefusedItems{{"tcp:{program}:0"}, "a host and a port"},
                    RefusedItems{{"tcp:{program}:65536"}, "a host and a port"},
                    RefusedItems{{"tcp:{program}:{program}"}, "a host and a port"},
                    RefusedItems{{"tcp::9000"}, "neither an address nor a name"},
                    RefusedItems{{"tcp:-{program}:9000"}, "neither an address nor a name"},
                    RefusedItems{{"tcp:{program}/x:9000"}, "neither an address nor a name"}));

class NameServerTest : public TemporaryFolderTest {};

TEST_F(NameServerTest, IsTheFirstOfResolvConf) {
  std::ofstream(path("resolv.conf")) << "# nameserver 10.0.0.1\nsearch example.com\nnameserver 10.0.0.2\n"
                                        "nameserver\tfd00::2 # ours\nnameserver fe80::1%eth0\nnameserver x;\n"
                                        "options ndots:5\nnameserver\n";
  EXPECT_EQ(NameServer(path("resolv.conf")), "10.0.0.2");
  std::ofstream(path("resolv.conf")) << "nameserver fe80::1%eth0\nnameserver\tfd00::2 # ours\nnameserver 10.0.0.2\n";
  EXPECT_EQ(NameServer(path("resolv.conf")), "[fd00::2]");
}

TEST_F(NameServerTest, IsNoneWithoutTheFile) {
  EXPECT_EQ(NameServer(path("nothing")), "");
}

}  // namespace
}  // namespace postern::operators
