// GET /users with a search.
#include "tests/http/people/listed_users.h"

namespace postern::test {
namespace {

// Four people who differ in all that can be searched for.
class FindUsers : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    users_ = std::make_unique<ListedUsers>(std::vector<std::string>{"d", "C", "b", "a"});
    users_->Set("a", "email = '" + users_->prefix() + "Box@Else.example'");
    users_->Set("b", "status = 'suspended', rbac_roles = '{user-admin}'");
    users_->Set("C",
                "rbac_roles = '{auditor}', login_type = 'none', created_at = '2020-01-01T12:00:00Z', "
                "last_seen_at = '2021-05-01 00:00:00', github_com_user_id = 77");
    users_->Set("d", "rbac_roles = '{member}'");
    for (const char* ending : {"a", "b", "d"}) users_->Set(ending, "last_seen_at = '2022-01-01'");
  }
  static void TearDownTestSuite() { users_.reset(); }

  static std::string Found(const std::string& query) { return users_->Page(Shared().owner().client, query); }
  static std::vector<std::string> Refused(const std::string& query) {
    const Reply reply = users_->Get(Shared().owner().client, query);
    EXPECT_TRUE(IsEnvelope(reply, 400)) << query;
    return Fields(reply);
  }

  static std::unique_ptr<ListedUsers> users_;
};
std::unique_ptr<ListedUsers> FindUsers::users_;

using Names = std::vector<std::string>;

TEST_F(FindUsers, ABareWordIsAPartOfNameOrAddress) {
  EXPECT_EQ(Found("@"), "a b C d 4");
  EXPECT_EQ(Found("search:@c"), "C 1");
  EXPECT_EQ(Found(users_->prefix().substr(3) + "c"), "C 1");
  EXPECT_EQ(Found("@box"), "a 1");
}

TEST_F(FindUsers, TheSearchIsOfAnyCase) {
  std::string upper = users_->prefix();
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  EXPECT_EQ(Found(upper + "A"), "a 1");
  EXPECT_EQ(Found("SEARCH:" + upper + " Role:AUDITOR"), "C 1");
}

TEST_F(FindUsers, TheNameOfThePersonIsNotSearched) {
  users_->Set("d", "name = '" + users_->prefix() + "Real'");
  EXPECT_EQ(Found("@real"), "0");
}

TEST_F(FindUsers, PercentAndUnderscoreAreWildcards) {
  EXPECT_EQ(Found("@_"), "a b C d 4");
  EXPECT_EQ(Found("@%example"), "a b C d 4");
  EXPECT_EQ(Found("@b%ELSE"), "a 1");
}

TEST_F(FindUsers, ABackslashIsNone) {
  EXPECT_EQ(Found("@\\"), "0");
  EXPECT_EQ(Found("@\\_"), "0");
  users_->Set("b", "email = '" + users_->prefix() + "back\\slash@x.example'");
  EXPECT_EQ(Found("@back\\s"), "b 1");
  EXPECT_EQ(Found("@back\\"), "b 1");
}

TEST_F(FindUsers, LettersBeyondAsciiAreOfAnyCase) {
  users_->Set("a", "email = '" + users_->prefix() + "Box\xC3\x84@Else.example'");
  EXPECT_EQ(Found("@box\xC3\xA4"), "a 1");
  EXPECT_EQ(Found("@BOX\xC3\x84"), "a 1");
}

TEST_F(FindUsers, QuotesAreTakenOffValuesAlone) {
  EXPECT_EQ(Found("search:\"@a\""), "a 1");
  EXPECT_EQ(Found("\"@a\""), "0");
}

TEST_F(FindUsers, StatusIsOneOfAList) {
  EXPECT_EQ(Found("@ status:suspended"), "b 1");
  EXPECT_EQ(Found("@ status:ACTIVE"), "a C d 3");
  EXPECT_EQ(Found("@ status:active,suspended"), "a b C d 4");
  EXPECT_EQ(Found("@ status:active status:suspended"), "a b C d 4");
  EXPECT_EQ(Found("@ status:dormant"), "0");
  EXPECT_EQ(Refused("@ status:active,nonsense"), Names{"status"});
}

TEST_F(FindUsers, RolesAreThoseStored) {
  EXPECT_EQ(Found("@ role:auditor"), "C 1");
  EXPECT_EQ(Found("@ role:user-admin,auditor"), "b C 2");
  EXPECT_EQ(Found("@ role:nonsense"), "0");
}

TEST_F(FindUsers, TheRoleMemberAloneIsEverybodys) {
  EXPECT_EQ(Found("@ role:member"), "a b C d 4");
  EXPECT_EQ(Found("@ role:member,member"), "a b C d 4");
  EXPECT_EQ(Found("@ role:member,auditor"), "C d 2");
}

TEST_F(FindUsers, LoginTypeIsOneOfAList) {
  EXPECT_EQ(Found("@ login_type:none"), "C 1");
  EXPECT_EQ(Found("@ login_type:none,password"), "a b C d 4");
  EXPECT_EQ(Refused("@ login_type:nonsense"), Names{"login_type"});
}

TEST_F(FindUsers, TimesAreInclusive) {
  EXPECT_EQ(Found("@ created_before:\"2020-01-01T12:00:00Z\""), "C 1");
  EXPECT_EQ(Found("@ created_before:\"2020-01-01T11:59:59.999999Z\""), "0");
  EXPECT_EQ(Found("@ created_after:\"2020-01-01T13:00:00+01:00\" created_before:\"2020-01-02T00:00:00Z\""), "C 1");
  EXPECT_EQ(Found("@ created_after:\"2020-01-01T12:00:00.000001Z\""), "a b d 3");
}

TEST_F(FindUsers, LastSeenIsReadAsUtc) {
  EXPECT_EQ(Found("@ last_seen_before:\"2021-05-01T00:00:00Z\""), "C 1");
  EXPECT_EQ(Found("@ last_seen_before:\"2021-04-30T23:59:59Z\""), "0");
  EXPECT_EQ(Found("@ last_seen_after:\"2021-05-01T00:00:01Z\""), "a b d 3");
  EXPECT_EQ(Found("@ last_seen_after:\"2021-05-01T00:00:00Z\" last_seen_before:\"2021-12-31T23:59:59Z\""), "C 1");
}

TEST_F(FindUsers, TheZeroTimeAsksForNothing) {
  EXPECT_EQ(Found("@ created_before:\"0001-01-01T00:00:00Z\" last_seen_before:\"0001-01-01t00:00:00z\""), "a b C d 4");
}

TEST_F(FindUsers, TheGithubIdIsEqualAnd0AsksForNothing) {
  EXPECT_EQ(Found("@ github_com_user_id:77"), "C 1");
  EXPECT_EQ(Found("@ github_com_user_id:78"), "0");
  EXPECT_EQ(Found("@ github_com_user_id:0"), "a b C d 4");
}

TEST_F(FindUsers, AllFiltersMustHold) {
  EXPECT_EQ(Found("@ status:active role:auditor login_type:none"), "C 1");
  EXPECT_EQ(Found("@ status:suspended role:auditor"), "0");
}

TEST_F(FindUsers, BadValuesAreErrorsOfTheirKeys) {
  EXPECT_EQ(Refused("one two"), Names{"search"});
  EXPECT_EQ(Refused("status:active,"), Names{"status"});
  EXPECT_EQ(Refused("role:auditor,"), Names{"role"});
  EXPECT_EQ(Refused("status:active, suspended"), Names{"status"});
  EXPECT_EQ(Refused("created_before:2020-01-01"), Names{"created_before"});
  EXPECT_EQ(Refused("last_seen_after:x github_com_user_id:1.5"), (Names{"last_seen_after", "github_com_user_id"}));
  EXPECT_EQ(Refused("name:x"), Names{"name"});
}

TEST_F(FindUsers, MalformedElementsAreErrorsOfTheQuery) {
  for (const char* query : {":x", "x:", "a:b:c", "created_before:2020-01-01T00:00:00Z"}) {
    EXPECT_EQ(Refused(query), Names{"q"}) << query;
  }
  EXPECT_EQ(Refused(std::string(4097, 'a')), Names{"q"});
  EXPECT_EQ(Fields(Shared().owner().client.Get(std::string(kUsers) + "?q=a%00b")), Names{"q"});
  EXPECT_EQ(Fields(Shared().owner().client.Get(std::string(kUsers) + "?q=a%FFb")), Names{"q"});
}

TEST_F(FindUsers, ALongTextIsNotSearchedFor) {
  const std::string list = std::string(kUsers) + "?q=";
  EXPECT_EQ(Shared().owner().client.Get(list + std::string(256, 'x')).status, 200);
  EXPECT_EQ(Fields(Shared().owner().client.Get(list + std::string(257, 'x'))), std::vector<std::string>{"search"});
}

TEST_F(FindUsers, TheSearchIsCheckedBeforeThePage) {
  const Reply reply = users_->Get(Shared().owner().client, "nonsense:1", "&limit=x");
  EXPECT_TRUE(IsEnvelope(reply, 400));
  EXPECT_EQ(Fields(reply), Names{"nonsense"});
}

TEST_F(FindUsers, OfTwoSearchesTheFirstCounts) {
  EXPECT_EQ(users_->Page(Shared().owner().client, "@a", "&q=nonsense:1"), "a 1");
}

TEST_F(FindUsers, WhatLooksLikeSqlIsLookedForAndFound) {
  users_->Set("b", "email = '" + users_->prefix() + "o''b@x.example'");
  EXPECT_EQ(Found("@o'b"), "b 1");
  EXPECT_EQ(Found("'OR'1'='1"), "0");
}

TEST_F(FindUsers, AMemberFindsOnlyThemselves) {
  const Person member = Shared().NewUser();
  EXPECT_EQ(users_->Page(member.client, "@"), "0");
  EXPECT_EQ(member.client.Get(std::string(kUsers) + "?q=" + member.username).Json().at("count"), 1);
  EXPECT_EQ(member.client.Get(std::string(kUsers) + "?q=status:suspended").Json().at("count"), 0);
  EXPECT_EQ(Fields(users_->Get(member.client, "nonsense:1")), Names{"nonsense"});
}

}  // namespace
}  // namespace postern::test
