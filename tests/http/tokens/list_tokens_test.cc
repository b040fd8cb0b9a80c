// GET /users/{user}/keys/tokens: which tokens, in which order, by pages.
#include <algorithm>
#include <map>

#include "tests/http/tokens/keys.h"

namespace postern::test {
namespace {

using Names = std::vector<std::string>;

Reply List(const Client& client, const std::string& query = "") {
  return client.Get(kTokens + (query.empty() ? query : "?" + query));
}

Names MakeNamed(const Client& client, const Names& names) {
  for (const std::string& name : names) MakeToken(client, {{"token_name", name}});
  return names;
}

bool Holds(const Reply& list, const std::string& name) {
  const Names names = TokenNames(list);
  return std::find(names.begin(), names.end(), name) != names.end();
}

void Expire(const Person& person, const std::string& name) {
  Shared().Sql("UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE user_id = '" + person.id +
               "' AND token_name = '" + name + "'");
}

TEST(ListTokens, AnEmptyListIsAnEmptyArray) {
  EXPECT_EQ(List(Shared().NewUser().client).body, "[]\n");
}

TEST(ListTokens, HoldsTokensOnlyExpiredOnesToo) {
  const Person person = Shared().NewUser();
  MakeSessionKey(person.client);
  const Names made = MakeNamed(person.client, {"one", "two", "three"});
  Expire(person, "two");
  EXPECT_EQ(TokenNames(List(person.client)), made);
}

TEST(ListTokens, AnItemIsTheKeyObjectWithTheUsername) {
  const Person person = Shared().NewUser();
  const Client token = MakeToken(person.client);
  boost::json::value expected = person.client.Get(std::string(kKeys) + "/" + token.key_id()).Json();
  expected.as_object()["username"] = person.username;
  EXPECT_EQ(List(person.client).Json(), boost::json::value(boost::json::array{expected}));
}

TEST(ListTokens, IsOfTheUserInThePath) {
  const Person member = Shared().NewUser();
  const std::string name = FreshName();
  MakeNamed(member.client, {name});
  EXPECT_EQ(TokenNames(Shared().owner().client.Get(TokensOf(member))), Names{name});
  EXPECT_FALSE(Holds(List(Shared().owner().client), name));
}

TEST(ListTokens, IncludeAllIsAGoBooleanAndAnythingElseIsFalse) {
  const Person member = Shared().NewUser();
  const std::string name = FreshName();
  MakeNamed(member.client, {name});
  const std::map<std::string, bool> values = {{"true", true}, {"1", true},    {"T", true},      {"t", true},
                                              {"TRUE", true}, {"True", true}, {"false", false}, {"0", false},
                                              {"F", false},   {"", false},    {"yes", false},   {"tRue", false}};
  for (const auto& [value, all] : values) {
    EXPECT_EQ(Holds(List(Shared().owner().client, "include_all=" + value), name), all) << value;
  }
}

TEST(ListTokens, IncludeAllIgnoresTheUserOfThePath) {
  const Person member = Shared().NewUser();
  const Person another = Shared().NewUser();
  const std::string name = FreshName();
  MakeNamed(member.client, {name});
  EXPECT_TRUE(Holds(Shared().owner().client.Get(TokensOf(another) + "?include_all=true"), name));
}

TEST(ListTokens, IncludeAllShowsOthersTheirOwn) {
  MakeNamed(Shared().NewUser().client, {FreshName()});
  for (const std::vector<std::string>& roles :
       {std::vector<std::string>{}, {"user-admin"}, {"auditor"}, {"template-admin"}}) {
    const Person person = Shared().NewUser(roles);
    MakeNamed(person.client, {"own"});
    EXPECT_EQ(TokenNames(List(person.client, "include_all=true")), Names{"own"});
  }
}

TEST(ListTokens, HasAStableOrderOfCreation) {
  const Person person = Shared().NewUser();
  const Names made = MakeNamed(person.client, {"m", "a", "z", "b"});
  Shared().Sql("UPDATE api_keys SET last_used = now() WHERE user_id = '" + person.id + "' AND token_name = 'a'");
  EXPECT_EQ(TokenNames(List(person.client)), made);
}

TEST(ListTokens, OfOneInstantHaveAStableOrderToo) {
  const Person person = Shared().NewUser();
  const std::size_t count = MakeNamed(person.client, {"m", "a", "z", "b"}).size();
  Shared().Sql("UPDATE api_keys SET created_at = '2024-01-01' WHERE user_id = '" + person.id + "'");
  const Names whole = TokenNames(List(person.client));
  Names paged;
  for (std::size_t i = 0; i < count; ++i) {
    // An update moves a row to another place of its table.
    Shared().Sql("UPDATE api_keys SET last_used = now() WHERE token_name = 'm' AND user_id = '" + person.id + "'");
    paged.push_back(TokenNames(List(person.client, "limit=1&offset=" + std::to_string(i))).at(0));
  }
  EXPECT_EQ(paged, whole);
}

TEST(ListTokens, LimitAndOffsetGiveThePages) {
  const Person person = Shared().NewUser();
  MakeNamed(person.client, {"1", "2", "3", "4", "5"});
  EXPECT_EQ(TokenNames(List(person.client, "limit=2")), (Names{"1", "2"}));
  EXPECT_EQ(TokenNames(List(person.client, "limit=2&offset=2")), (Names{"3", "4"}));
  EXPECT_EQ(TokenNames(List(person.client, "limit=2&offset=4")), Names{"5"});
  EXPECT_EQ(TokenNames(List(person.client, "offset=3")), (Names{"4", "5"}));
  EXPECT_EQ(TokenNames(List(person.client, "limit=0")).size(), 5U);
  EXPECT_EQ(List(person.client, "offset=5").body, "[]\n");
  EXPECT_EQ(List(person.client, "limit=2147483647&offset=2147483647").body, "[]\n");
}

TEST(ListTokens, ABadPageIs400AndNamesTheParameter) {
  const Person person = Shared().NewUser();
  for (const char* query : {"limit=-1", "limit=x", "limit=1.5", "limit=2147483648", "offset=-1", "offset=99999999999",
                            "offset=%20", "include_expired=maybe", "include_expired=tRue"}) {
    const Reply reply = List(person.client, query);
    EXPECT_TRUE(IsEnvelope(reply, 400)) << query;
    EXPECT_EQ(Fields(reply), Names{std::string(query).substr(0, std::string(query).find('='))}) << query;
  }
}

TEST(ListTokens, ExpiredOnesCanBeLeftOut) {
  const Person person = Shared().NewUser();
  MakeNamed(person.client, {"live", "dead"});
  Expire(person, "dead");
  EXPECT_EQ(TokenNames(List(person.client, "include_expired=false")), Names{"live"});
  for (const char* query : {"", "include_expired=", "include_expired=true", "include_expired=1"}) {
    EXPECT_EQ(TokenNames(List(person.client, query)), (Names{"live", "dead"})) << query;
  }
}

TEST(ListTokens, NeedsASession) {
  EXPECT_TRUE(IsEnvelope(List(Shared().anonymous()), 401, kSignedOut));
}

TEST(TokenExpiryHeader, SaysWhenTheTokenInUseExpires) {
  const Person person = Shared().NewUser();
  const Client token = MakeToken(person.client, {{"lifetime", kDayNs}});
  const std::string expiry = person.client.Get(std::string(kKeys) + "/" + token.key_id()).Text("expires_at");
  for (const char* path : {kMe, kTokens, kTokenConfig}) {
    EXPECT_EQ(token.Get(path).Header("Postern-Token-Expires-At"), expiry) << path;
  }
}

TEST(TokenExpiryHeader, IsAbsentForSessionsAndWithoutOne) {
  EXPECT_TRUE(Shared().NewUser().client.Get(kMe).All("Postern-Token-Expires-At").empty());
  EXPECT_TRUE(Shared().anonymous().Get("/api/v2/buildinfo").All("Postern-Token-Expires-At").empty());
}

}  // namespace
}  // namespace postern::test
