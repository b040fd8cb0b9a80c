// Experiments, and how clients are to write their SSH configuration.
#include "tests/support/answers.h"

namespace postern::test {
namespace {

constexpr char kExperiments[] = "/api/v2/experiments";
constexpr char kAvailable[] = "/api/v2/experiments/available";
constexpr char kSsh[] = "/api/v2/deployment/ssh";

// Of all tests that need other options than the shipped ones.
Site& OtherSite() {
  static Site site({{"CODER_EXPERIMENTS", "web-push,*,EXAMPLE,no-such-thing,example"},
                    {"CODER_SSH_HOSTNAME_PREFIX", ""},
                    {"CODER_WORKSPACE_HOSTNAME_SUFFIX", "ws.example"},
                    {"CODER_SSH_CONFIG_OPTIONS", "bar=buzz=bazz,Key = v,A=1,a=2,A=3,Empty=,=x,Sp ace"},
                    {"POSTERN_RESPONSE_SHAPES", "CoderSDK"}});
  return site;
}

TEST(Experiments, AreNoneAsShipped) {
  for (const char* path : {kExperiments, "/api/v2/experiments/"}) {
    const Reply reply = Shared().NewUser().client.Get(path);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, "[]\n");
  }
}

TEST(Experiments, AreThoseNamedWithTheSafeOnesForAStar) {
  EXPECT_EQ(OtherSite().owner().client.Get(kExperiments).body,
            "[\"web-push\",\"workspace-prebuilds\",\"example\",\"no-such-thing\",\"example\"]\n");
}

TEST(Experiments, ThatAreNotSafeAreLoggedOnceAtTheStart) {
  const std::string log = OtherSite().Log("experiments");
  for (const std::string name : {"web-push", "example", "no-such-thing"}) {
    const std::size_t line = log.find("\"" + name + "\"");
    ASSERT_NE(line, std::string::npos) << name << log;
    EXPECT_EQ(log.find("\"" + name + "\"", line + 1), std::string::npos) << name;
  }
  EXPECT_EQ(log.find("workspace-prebuilds"), std::string::npos);
}

TEST(Experiments, AvailableOnesAreAListOrForCodersdkAnObject) {
  EXPECT_EQ(Shared().NewUser().client.Get(kAvailable).body, "[\"workspace-prebuilds\"]\n");
  EXPECT_EQ(OtherSite().owner().client.Get(kAvailable).body, "{\"safe\":[\"workspace-prebuilds\"]}\n");
}

TEST(Experiments, BelowTheirTreeTheSessionComesFirst) {
  for (const char* path : {kExperiments, kAvailable, "/api/v2/experiments/nothing"}) {
    EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get(path), 401, kSignedOut)) << path;
  }
  EXPECT_TRUE(IsEnvelope(Shared().owner().client.Get("/api/v2/experiments/nothing"), 404));
  for (const char* path : {kExperiments, kAvailable}) {
    const Reply reply = Shared().owner().client.Send("HEAD", path);
    EXPECT_EQ(reply.status, 405);
    EXPECT_EQ(reply.Header("Allow"), "GET");
  }
}

TEST(Experiments, AreShownToEveryScope) {
  const Client& owner = Shared().owner().client;
  const Client narrow = owner.WithToken(Shared().CreateToken(owner, {{"scope", "application_connect"}}));
  for (const char* path : {kExperiments, kAvailable, kSsh}) EXPECT_EQ(narrow.Get(path).status, 200) << path;
}

TEST(SshConfiguration, AsShipped) {
  EXPECT_EQ(Shared().NewUser().client.Get(kSsh).body,
            "{\"hostname_prefix\":\"coder.\",\"hostname_suffix\":\"coder\",\"ssh_config_options\":{}}\n");
}

TEST(SshConfiguration, AsSet) {
  EXPECT_EQ(OtherSite().owner().client.Get(kSsh).body,
            R"({"hostname_prefix":"coder.","hostname_suffix":"ws.example","ssh_config_options":{"":"x","A":"3",)"
            R"("Empty":"","Key":"= v","Sp":"ace","a":"2","bar":"buzz=bazz"}})"
            "\n");
}

TEST(SshConfiguration, NeedsASession) {
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get(kSsh), 401, kSignedOut));
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get("/api/v2/deployment"), 401, kSignedOut));
}

}  // namespace
}  // namespace postern::test
