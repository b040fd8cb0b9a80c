#include "json/decode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace postern::json {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// What a body with one field of each kind was read as; every target begins with a value of its own.
struct Body {
  std::string text = "as it was";
  std::int64_t number = -1;
  bool flag = false;
  std::vector<std::string> list = {"as it was"};
  std::optional<Uuid> id;
  std::vector<Uuid> ids;
  std::string inner = "as it was";
  absl::Status status;
};

Body Read(std::string_view document) {
  Body body;
  body.status = Decode(document, {{"text", &body.text},
                                  {"number", &body.number},
                                  {"flag", &body.flag},
                                  {"list", &body.list},
                                  {"id", &body.id},
                                  {"ids", &body.ids},
                                  {"nested", Fields{{"inner", &body.inner}}}});
  return body;
}

std::string Complaint(std::string_view document) {
  return std::string(Read(document).status.message());
}

bool IsRefused(std::string_view document) {
  return absl::IsInvalidArgument(Read(document).status);
}

std::string Nested(std::size_t depth) {
  return absl::StrCat(R"({"unknown":)", std::string(depth - 1, '['), std::string(depth - 1, ']'), "}");
}

TEST(DecodeTest, EveryKindOfFieldIsRead) {
  const Body body = Read(R"({"text":"a","number":7,"flag":true,"list":["x","y"],
      "id":"00000000-0000-0000-0000-000000000001","ids":["00000000-0000-0000-0000-000000000002"],
      "nested":{"inner":"b"}})");
  ASSERT_TRUE(body.status.ok()) << body.status;
  EXPECT_EQ(body.text, "a");
  EXPECT_EQ(body.number, 7);
  EXPECT_TRUE(body.flag);
  EXPECT_THAT(body.list, ElementsAre("x", "y"));
  EXPECT_EQ(body.id->text, "00000000-0000-0000-0000-000000000001");
  ASSERT_EQ(body.ids.size(), 1U);
  EXPECT_EQ(body.ids[0].text, "00000000-0000-0000-0000-000000000002");
  EXPECT_EQ(body.inner, "b");
}

TEST(DecodeTest, FirstValueCountsAndWhatFollowsIsIgnored) {
  for (const char* rest : {"{\"text\":\"second\"}", " garbage", "}", "\n\n", "\xFF", "[[[["}) {
    const Body body = Read(absl::StrCat(R"({"text":"first"})", rest));
    EXPECT_TRUE(body.status.ok()) << rest << ": " << body.status;
    EXPECT_EQ(body.text, "first") << rest;
  }
}

TEST(DecodeTest, UnknownKeysAreIgnoredWhateverTheyHold) {
  const Body body = Read(R"({"other":{"text":"no"},"text":"yes","more":[1e400,null]})");
  EXPECT_TRUE(body.status.ok()) << body.status;
  EXPECT_EQ(body.text, "yes");
}

TEST(DecodeTest, KeysMatchInAnyCase) {
  const Body body = Read(R"({"TEXT":"a","Number":7,"NESTED":{"InNer":"b"}})");
  EXPECT_EQ(body.text, "a");
  EXPECT_EQ(body.number, 7);
  EXPECT_EQ(body.inner, "b");
}

TEST(DecodeTest, KeysMatchWhole) {
  EXPECT_EQ(Read(R"({"tex":"a","texts":"b"," text":"c"})").text, "as it was");
}

TEST(DecodeTest, EscapedKeysMatch) {
  EXPECT_EQ(Read(R"({"\u0074ext":"a"})").text, "a");
}

TEST(DecodeTest, LastOfDuplicatesWins) {
  EXPECT_EQ(Read(R"({"text":"a","text":"b"})").text, "b");
  EXPECT_EQ(Read(R"({"number":1,"number":2})").number, 2);
}

TEST(DecodeTest, LastOfDuplicatesInOtherCaseWins) {
  EXPECT_EQ(Read(R"({"text":"a","TEXT":"b"})").text, "b");
  EXPECT_EQ(Read(R"({"TEXT":"b","text":"a"})").text, "a");
}

TEST(DecodeTest, DuplicateArrayReplacesTheFirst) {
  EXPECT_THAT(Read(R"({"list":["a","b"],"LIST":["c"]})").list, ElementsAre("c"));
}

TEST(DecodeTest, NullLeavesAFieldAsItIs) {
  const Body body = Read(R"({"text":null,"number":null,"flag":null,"list":null,"id":null,"ids":null,"nested":null})");
  ASSERT_TRUE(body.status.ok()) << body.status;
  EXPECT_EQ(body.text, "as it was");
  EXPECT_EQ(body.number, -1);
  EXPECT_THAT(body.list, ElementsAre("as it was"));
  EXPECT_EQ(body.id, std::nullopt);
  EXPECT_EQ(body.inner, "as it was");
}

TEST(DecodeTest, NullInAnArrayIsTheEmptyItem) {
  const Body body = Read(R"({"list":[null,"a"],"ids":[null]})");
  ASSERT_TRUE(body.status.ok()) << body.status;
  EXPECT_THAT(body.list, ElementsAre("", "a"));
  ASSERT_EQ(body.ids.size(), 1U);
  EXPECT_EQ(body.ids[0].text, "");
}

TEST(DecodeTest, BodyOfNullLeavesEverythingAsItIs) {
  const Body body = Read("null");
  EXPECT_TRUE(body.status.ok()) << body.status;
  EXPECT_EQ(body.text, "as it was");
}

TEST(DecodeTest, EmptyObjectLeavesEverythingAsItIs) {
  const Body body = Read(" {} ");
  EXPECT_TRUE(body.status.ok()) << body.status;
  EXPECT_EQ(body.text, "as it was");
}

TEST(DecodeTest, EmptyArrayEmptiesTheList) {
  EXPECT_THAT(Read(R"({"list":[]})").list, IsEmpty());
}

TEST(DecodeTest, EmptyBodyIsEof) {
  EXPECT_EQ(Complaint(""), "EOF");
  EXPECT_EQ(Complaint(" \r\n\t"), "EOF");
}

TEST(DecodeTest, BodyMustBeAnObject) {
  for (const char* document : {"[]", "\"text\"", "7", "true", "[{\"text\":\"a\"}]"}) {
    EXPECT_TRUE(IsRefused(document)) << document;
  }
}

TEST(DecodeTest, BrokenSyntaxIsRefused) {
  for (const char* document :
       {"{", "{\"text\"}", "{\"text\":}", "{\"text\":\"a", "{\"text\":\"a\",}", "{text:1}", "{'text':'a'}",
        "{\"number\":01}", "{\"number\":+1}", "{\"number\":.5}", "tru", "{\"text\":\"\\x\"}", "{\"text\":\"\\u12\"}",
        "{\"text\":\"a\nb\"}", "\xEF\xBB\xBF{}", "{/* */}", "{\"number\":NaN}"}) {
    EXPECT_TRUE(IsRefused(document)) << document;
  }
}

TEST(DecodeTest, ComplaintNamesTheKeyAndWhatItMustBe) {
  EXPECT_THAT(Complaint(R"({"TEXT":1})"), AllOf(HasSubstr("\"text\""), HasSubstr("string")));
  EXPECT_THAT(Complaint(R"({"nested":{"inner":[]}})"), HasSubstr("\"inner\""));
}

TEST(DecodeTest, ValuesOfAnotherTypeAreRefused) {
  for (const char* document :
       {R"({"text":1})", R"({"text":{}})", R"({"text":true})", R"({"number":"1"})", R"({"number":true})",
        R"({"number":[1]})", R"({"flag":"true"})", R"({"flag":1})", R"({"list":"a"})", R"({"list":{}})",
        R"({"list":["a",1]})", R"({"id":1})", R"({"ids":"00000000-0000-0000-0000-000000000001"})", R"({"ids":[1]})",
        R"({"nested":[]})", R"({"nested":"a"})"}) {
    EXPECT_TRUE(IsRefused(document)) << document;
  }
}

TEST(DecodeTest, IntegersHave64Bits) {
  EXPECT_EQ(Read(R"({"number":9223372036854775807})").number, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(Read(R"({"number":-9223372036854775808})").number, std::numeric_limits<std::int64_t>::min());
}

TEST(DecodeTest, IntegersBeyond64BitsAreRefused) {
  for (const char* number : {"9223372036854775808", "-9223372036854775809", "18446744073709551615",
                             "18446744073709551616", "1e400", "123456789012345678901234567890"}) {
    EXPECT_TRUE(IsRefused(absl::StrCat(R"({"number":)", number, "}"))) << number;
  }
}

TEST(DecodeTest, FractionsAndExponentsAreNoIntegers) {
  for (const char* number : {"1.5", "1.0", "0.0", "1e3", "1E0", "-0.5"}) {
    EXPECT_TRUE(IsRefused(absl::StrCat(R"({"number":)", number, "}"))) << number;
  }
}

TEST(DecodeTest, MinusZeroIsZero) {
  EXPECT_EQ(Read(R"({"number":-0})").number, 0);
}

TEST(DecodeTest, UuidsAreReadInAnyForm) {
  EXPECT_EQ(Read(R"({"id":"{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}"})").id->text,
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
}

TEST(DecodeTest, WhatIsNoUuidIsRefused) {
  for (const char* text : {"", "x", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1", "a0eebc99"}) {
    EXPECT_TRUE(IsRefused(absl::StrCat(R"({"id":")", text, "\"}"))) << text;
    EXPECT_TRUE(IsRefused(absl::StrCat(R"({"ids":[")", text, "\"]}"))) << text;
  }
}

TEST(DecodeTest, NestingOfTenThousandIsRead) {
  EXPECT_TRUE(Read(Nested(kMaxDepth)).status.ok());
}

TEST(DecodeTest, DeeperNestingIsRefused) {
  EXPECT_TRUE(IsRefused(Nested(kMaxDepth + 1)));
}

std::string Numbers(std::size_t count) {
  std::string list = "1";
  for (std::size_t i = 1; i < count; ++i) list += ",1";
  return "{\"other\":[" + list + "]}";
}

TEST(DecodeTest, ValuesHaveANumberThatIsTooMany) {
  EXPECT_TRUE(Read(Numbers(kMaxValues - 1)).status.ok());
  EXPECT_TRUE(IsRefused(Numbers(kMaxValues)));
  EXPECT_TRUE(Read("{\"other\":\"" + std::string(2 * kMaxValues, ',') + "\"}").status.ok());
  EXPECT_TRUE(Read("{\"other\":\"\\\"\"}" + std::string(2 * kMaxValues, '[')).status.ok());
}

TEST(DecodeTest, NestingWithoutAnEndIsRefused) {
  EXPECT_TRUE(IsRefused(std::string(1'000'000, '[')));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += R"({"a":)";
  EXPECT_TRUE(IsRefused(objects));
}

TEST(DecodeTest, NulIsRefusedInEveryText) {
  for (const char* document :
       {R"({"text":"a\u0000b"})", R"({"list":["\u0000"]})", R"({"nested":{"inner":"\u0000"}})", R"({"id":"\u0000"})"}) {
    EXPECT_TRUE(IsRefused(document)) << document;
  }
}

TEST(DecodeTest, RawNulIsBrokenSyntax) {
  EXPECT_TRUE(IsRefused(std::string_view("{\"text\":\"a\0b\"}", 14)));
}

TEST(DecodeTest, NulInWhatNobodyReadsIsNoMatter) {
  EXPECT_TRUE(Read(R"({"other":"\u0000"})").status.ok());
}

TEST(DecodeTest, InvalidUtf8IsReplaced) {
  EXPECT_EQ(Read("{\"text\":\"a\xFFz\"}").text, "a\xEF\xBF\xBDz");
  EXPECT_EQ(Read("{\"text\":\"\xED\xA0\x80\"}").text, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(DecodeTest, LoneSurrogatesAreReplaced) {
  EXPECT_EQ(Read(R"({"text":"a\ud800z"})").text, "a\xEF\xBF\xBDz");
  EXPECT_EQ(Read(R"({"text":"\udc00"})").text, "\xEF\xBF\xBD");
  EXPECT_EQ(Read(R"({"text":"\ud800\ud800"})").text, "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(DecodeTest, SurrogatePairsAreOneCharacter) {
  EXPECT_EQ(Read(R"({"text":"\ud83d\ude00"})").text, "\xF0\x9F\x98\x80");
}

TEST(DecodeTest, EscapedBackslashBeforeUIsNoEscape) {
  EXPECT_EQ(Read(R"({"text":"\\ud800"})").text, R"(\ud800)");
}

TEST(DecodeTest, LongTextsAreReadWhole) {
  const std::string text(1'000'000, 'a');
  EXPECT_EQ(Read(absl::StrCat(R"({"text":")", text, "\"}")).text, text);
}

}  // namespace
}  // namespace postern::json
