// The names of tokens: any text, once per user, made up where none is given.
#include <algorithm>
#include <regex>
#include <set>

#include "tests/http/tokens/keys.h"

namespace postern::test {
namespace {

const boost::json::object kBuilds = {{"token_name", "builds"}};

// Text that does not get smaller by packing.
std::string Noise(std::size_t length) {
  std::string text;
  for (std::uint32_t state = 1; text.size() < length; state = state * 1664525 + 1013904223) {
    text += static_cast<char>('!' + (state >> 16) % 90);
  }
  return text;
}

TEST(TokenName, MayBeAnyText) {
  const Person person = Shared().NewUser();
  const std::vector<std::string> names = {"a b",
                                          "ünïcödé",
                                          "日本 🚀",
                                          "a.b_c-d",
                                          "UPPER",
                                          " ",
                                          "new",
                                          "me/x",
                                          "'; DROP TABLE --",
                                          "<b>&\"\\",
                                          "50%",
                                          "\t",
                                          std::string(1000, 'x')};
  for (const std::string& name : names) {
    const Client token = MakeToken(person.client, {{"token_name", name}});
    EXPECT_EQ(person.client.Get(std::string(kKeys) + "/" + token.key_id()).Text("token_name"), name);
  }
  EXPECT_EQ(TokenNames(person.client.Get(kTokens)), names);
}

TEST(TokenName, LongerThanTheIndexHoldsIsARefusalAndNoFailureOfOurs) {
  const Person person = Shared().NewUser();
  const Reply reply = person.client.Post(kTokens, {{"token_name", Noise(20'000)}});
  EXPECT_TRUE(IsEnvelope(reply, 400));
  EXPECT_EQ(Fields(reply), std::vector<std::string>{"token_name"});
  EXPECT_EQ(CountKeys(Shared(), person), 1);
}

TEST(TokenName, WithANulIsRefused) {
  const Person person = Shared().NewUser();
  const std::string body = R"({"token_name":"a\u0000b"})";
  EXPECT_TRUE(IsEnvelope(person.client.Send("POST", kTokens, &body), 400));
  EXPECT_EQ(CountKeys(Shared(), person), 1);
}

TEST(TokenName, MadeUpIsAnAdjectiveASurnameAndDigits) {
  const Person person = Shared().NewUser();
  const std::string name = StoredKey(Shared(), MakeToken(person.client)).Get("token_name");
  EXPECT_TRUE(std::regex_match(name, std::regex("[a-z]+_[a-z]+[0-9]+"))) << name;
}

TEST(TokenName, IsTakenOncePerUser) {
  const Person person = Shared().NewUser();
  MakeToken(person.client, kBuilds);
  const Reply again = person.client.Post(kTokens, kBuilds);
  EXPECT_TRUE(IsEnvelope(again, 409));
  EXPECT_EQ(Fields(again), std::vector<std::string>{"name"});
  EXPECT_EQ(TokenNames(person.client.Get(kTokens)), std::vector<std::string>{"builds"});
}

TEST(TokenName, OfAnotherUserMayBeTheSame) {
  MakeToken(Shared().NewUser().client, kBuilds);
  EXPECT_EQ(Shared().NewUser().client.Post(kTokens, kBuilds).status, 201);
}

TEST(TokenName, IsTakenWhoeverAsksForTheUser) {
  const Person person = Shared().NewUser();
  MakeToken(person.client, kBuilds);
  EXPECT_TRUE(IsEnvelope(Shared().owner().client.Post(TokensOf(person), kBuilds), 409));
}

TEST(TokenName, InAnotherCaseIsAnotherName) {
  const Person person = Shared().NewUser();
  MakeToken(person.client, kBuilds);
  EXPECT_EQ(person.client.Post(kTokens, {{"token_name", "Builds"}}).status, 201);
}

TEST(TokenName, OfAnExpiredTokenStillBlocks) {
  const Person person = Shared().NewUser();
  StoredKey(Shared(), MakeToken(person.client, kBuilds)).Set("expires_at = now() - interval '1 day'");
  EXPECT_TRUE(IsEnvelope(person.client.Post(kTokens, kBuilds), 409));
}

TEST(TokenName, OfADeletedTokenIsFree) {
  const Person person = Shared().NewUser();
  const Client token = MakeToken(person.client, kBuilds);
  EXPECT_EQ(person.client.Delete(std::string(kKeys) + "/" + token.key_id()).status, 204);
  EXPECT_EQ(person.client.Post(kTokens, kBuilds).status, 201);
}

TEST(TokenName, OfAKeyThatIsNoTokenDoesNotBlock) {
  const Person person = Shared().NewUser();
  StoredKey(Shared(), person.client).Set("token_name = 'builds'");
  EXPECT_EQ(person.client.Post(kTokens, kBuilds).status, 201);
}

TEST(TokenName, OfEightAtOnceOneIsMadeAndSevenAre409) {
  const Person person = Shared().NewUser();
  const std::vector<Reply> replies = AtOnce(8, 8, [&] { return person.client.Post(kTokens, kBuilds); });
  EXPECT_EQ(CountStatus(replies, 201), 1);
  EXPECT_EQ(CountStatus(replies, 409), 7);
  EXPECT_EQ(TokenNames(person.client.Get(kTokens)), std::vector<std::string>{"builds"});
}

TEST(TokenName, MadeUpThreeHundredTimesAtOnceNeverCollides) {
  const Person person = Shared().NewUser();
  const std::vector<Reply> replies = AtOnce(8, 300, [&] { return person.client.Post(kTokens, boost::json::object()); });
  EXPECT_EQ(CountStatus(replies, 201), 300);
  const std::vector<std::string> names = TokenNames(person.client.Get(kTokens));
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 300U);
}

}  // namespace
}  // namespace postern::test
