// Bodies with an object whose keys are the client's choice.
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "json/decode.h"

namespace postern::json {
namespace {

struct Item {
  std::string text = "default";
  bool flag = false;
  std::string inner = "default";
};

struct Body {
  std::map<std::string, Item> items;
  std::vector<std::string> heard;  // Keys, in the order in which they came.
  absl::Status status;
};

Body Read(std::string_view document) {
  Body body;
  const auto entry = [&](std::string_view key, const Entries::Read& read) {
    Item item;
    const absl::Status status =
        read({{"text", &item.text}, {"flag", &item.flag}, {"nested", Fields{{"inner", &item.inner}}}});
    body.heard.emplace_back(key);
    body.items[std::string(key)] = item;
    return status;
  };
  body.status = Decode(document, {{"items", Entries{entry}}});
  return body;
}

TEST(DecodeEntriesTest, EachKeyHasFieldsOfItsOwn) {
  const Body body = Read(R"({"items":{"b":{"text":"x","nested":{"inner":"y"}},"a":{"flag":true}}})");
  ASSERT_TRUE(body.status.ok()) << body.status;
  EXPECT_EQ(body.heard, (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(body.items.at("b").text, "x");
  EXPECT_EQ(body.items.at("b").inner, "y");
  EXPECT_FALSE(body.items.at("b").flag);
  EXPECT_EQ(body.items.at("a").text, "default");
  EXPECT_TRUE(body.items.at("a").flag);
}

TEST(DecodeEntriesTest, AbsentNullAndEmptyHaveNoKeys) {
  for (const char* document : {"{}", "null", R"({"items":null})", R"({"items":{}})", R"({"item":{"a":{}}})"}) {
    const Body body = Read(document);
    EXPECT_TRUE(body.status.ok()) << document;
    EXPECT_TRUE(body.heard.empty()) << document;
  }
}

TEST(DecodeEntriesTest, TheKeysAreKeptAsWritten) {
  const Body body = Read(R"({"ITEMS":{"a":{},"A":{},"":{},"\u00e9 \"":{}}})");
  ASSERT_TRUE(body.status.ok()) << body.status;
  EXPECT_EQ(body.heard, (std::vector<std::string>{"a", "A", "", "é \""}));
}

TEST(DecodeEntriesTest, TheirFieldsMatchInAnyCaseAndUnknownOnesAreIgnored) {
  const Body body = Read(R"({"items":{"a":{"TEXT":"x","Nested":{"INNER":"y","more":1},"other":[]}}})");
  ASSERT_TRUE(body.status.ok()) << body.status;
  EXPECT_EQ(body.items.at("a").text, "x");
  EXPECT_EQ(body.items.at("a").inner, "y");
}

TEST(DecodeEntriesTest, OfEqualKeysTheLastCountsAlone) {
  const Body body = Read(R"({"items":{"a":{"text":"x"},"a":{"flag":true}}})");
  EXPECT_EQ(body.heard, std::vector<std::string>{"a"});
  EXPECT_EQ(body.items.at("a").text, "default");
  EXPECT_TRUE(body.items.at("a").flag);
}

TEST(DecodeEntriesTest, AnObjectThatComesTwiceAddsToItself) {
  const Body body = Read(R"({"items":{"a":{"text":"x"},"b":{"text":"x"}},"Items":{"b":{"flag":true},"c":{}}})");
  EXPECT_EQ(body.heard, (std::vector<std::string>{"a", "b", "b", "c"}));
  EXPECT_EQ(body.items.at("b").text, "default");
}

TEST(DecodeEntriesTest, NullIsAnEntryWithNothingInIt) {
  const Body body = Read(R"({"items":{"a":null,"b":{"text":null}}})");
  ASSERT_TRUE(body.status.ok()) << body.status;
  EXPECT_EQ(body.items.at("a").text, "default");
  EXPECT_EQ(body.items.at("b").text, "default");
}

TEST(DecodeEntriesTest, ValuesOfAnotherTypeAreRefused) {
  for (const char* document :
       {R"({"items":[]})", R"({"items":"a"})", R"({"items":1})", R"({"items":{"a":[]}})", R"({"items":{"a":"x"}})",
        R"({"items":{"a":{"text":1}}})", R"({"items":{"a":{"nested":[]}}})", R"({"items":{"a":{},"b":true}})",
        R"({"items":{"a":{"text":"\u0000"}}})"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Read(document).status)) << document;
  }
}

TEST(DecodeEntriesTest, AComplaintNamesTheKey) {
  EXPECT_NE(Read(R"({"items":{"mine":7}})").status.message().find("\"mine\""), absl::string_view::npos);
}

TEST(DecodeEntriesTest, AnErrorOfAnEntryEndsTheReading) {
  const Body body = Read(R"({"items":{"a":{"text":1},"b":{}}})");
  EXPECT_EQ(body.heard, std::vector<std::string>{"a"});
}

}  // namespace
}  // namespace postern::json
