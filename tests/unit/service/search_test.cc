#include "service/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace postern::service {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kColours[] = {"red", "green"};

Search Of(std::string_view text) {
  return Search(text, "search");
}

std::vector<std::string> Fields(Search search) {
  std::vector<std::string> fields;
  for (const http::Violation& violation : search.TakeViolations()) fields.push_back(violation.field);
  return fields;
}

std::string TextOf(std::string_view text, std::string_view key = "search") {
  return Of(text).Text(key).value_or("(none)");
}

// The fields of the violations after one reader was asked for `key`.
template <typename Reader>
std::vector<std::string> FieldsAfter(std::string_view text, Reader read) {
  Search search = Of(text);
  read(search);
  return Fields(std::move(search));
}

TEST(SearchTest, NothingSearchesForNothing) {
  for (const char* text : {"", " ", "   "}) {
    EXPECT_EQ(TextOf(text), "(none)") << text;
    EXPECT_THAT(Fields(Of(text)), IsEmpty()) << text;
  }
}

TEST(SearchTest, ABareWordStandsForTheKeyOfBareWords) {
  EXPECT_EQ(TextOf("  anna "), "anna");
  EXPECT_EQ(Search("anna", "resource_type").Text("resource_type"), "anna");
}

TEST(SearchTest, KeyAndValueStandOnTheTwoSidesOfAColon) {
  EXPECT_EQ(TextOf("x colour:red", "colour"), "red");
}

TEST(SearchTest, AsciiLettersOfKeysAndValuesAreLowerCased) {
  EXPECT_EQ(TextOf("Colour:RED", "colour"), "red");
  EXPECT_EQ(TextOf("ANNA"), "anna");
}

TEST(SearchTest, LettersBeyondAsciiAreLeftToTheDatabase) {
  EXPECT_EQ(TextOf("\xC3\x84"
                   "B"),
            "\xC3\x84"
            "b");
}

TEST(SearchTest, BlanksWithinQuotesSplitNothing) {
  EXPECT_EQ(TextOf("search:\"a b\""), "a b");
  EXPECT_EQ(TextOf("search:a\" \"b"), "a\" \"b");
}

TEST(SearchTest, ColonsWithinQuotesSplitNothing) {
  EXPECT_EQ(TextOf("at:\"10:00:00\"", "at"), "10:00:00");
  EXPECT_EQ(TextOf("\"a:b\""), "\"a:b\"");
}

TEST(SearchTest, QuotesAreTakenOffValuesAndNotOffBareWords) {
  EXPECT_EQ(TextOf("search:\"x\""), "x");
  EXPECT_EQ(TextOf("\"x\""), "\"x\"");
}

TEST(SearchTest, AQuoteThatIsNotClosedReachesToTheEnd) {
  EXPECT_EQ(TextOf("search:\"a b:c"), "a b:c");
}

TEST(SearchTest, ABackslashIsACharacterLikeOthers) {
  EXPECT_EQ(TextOf("search:\"a\\\""), "a\\");
  EXPECT_EQ(TextOf("a\\"), "a\\");
}

TEST(SearchTest, OtherWhiteSpaceSplitsNothing) {
  EXPECT_EQ(TextOf("a\tb"), "a\tb");
}

TEST(SearchTest, ColonsAtTheEndsOrTwoOfThemAreAnErrorOfTheWhole) {
  for (const char* text : {":", ":x", "x:", "a:b:c", "a::b", "ok :x", "\"x :"}) {
    EXPECT_THAT(Fields(Of(text)), ElementsAre("q")) << text;
  }
}

TEST(SearchTest, OfAMalformedSearchNothingElseIsTold) {
  const auto read = [](Search& search) {
    EXPECT_EQ(search.Text("search"), std::nullopt);
    EXPECT_THAT(search.AnyOf("colour", kColours), IsEmpty());
  };
  EXPECT_THAT(FieldsAfter("one two colour:blue nonsense:1 x:", read), ElementsAre("q"));
}

TEST(SearchTest, ALongTextIsRefused) {
  EXPECT_EQ(TextOf(std::string(kMaxSearchBytes, 'a')).size(), kMaxSearchBytes);
  EXPECT_THAT(Fields(Of(std::string(kMaxSearchBytes + 1, 'a'))), ElementsAre("q"));
}

TEST(SearchTest, WhatPostgresqlCouldNotReadIsRefused) {
  EXPECT_THAT(Fields(Of(std::string_view("a\0b", 3))), ElementsAre("q"));
  EXPECT_THAT(Fields(Of("a\xFF")), ElementsAre("q"));
}

TEST(SearchTest, EachKeyThatNobodyAskedForIsAnError) {
  const auto read = [](Search& search) { search.Text("search"); };
  EXPECT_THAT(FieldsAfter("x zebra:1 apple:2 apple:3", read), ElementsAre("apple", "zebra"));
}

TEST(SearchTest, WhatWasAskedForComesFirstInTheOrderOfAsking) {
  const auto read = [](Search& search) {
    search.Number("number");
    search.AnyOf("colour", kColours);
  };
  EXPECT_THAT(FieldsAfter("apple:1 colour:blue number:x", read), ElementsAre("number", "colour", "apple"));
}

TEST(SearchTest, OneValueMayBeGivenOnce) {
  const auto read = [](Search& search) { EXPECT_EQ(search.Text("search"), std::nullopt); };
  for (const char* text : {"one two", "x x", "x search:y", "search:x search:x"}) {
    EXPECT_THAT(FieldsAfter(text, read), ElementsAre("search")) << text;
  }
}

TEST(SearchTest, AnEmptyValueIsAsGoodAsNone) {
  const auto read = [](Search& search) {
    EXPECT_EQ(search.Text("search"), std::nullopt);
    EXPECT_THAT(search.List("list"), IsEmpty());
    EXPECT_EQ(search.Instant("at"), std::nullopt);
  };
  EXPECT_THAT(FieldsAfter("search:\"\" list:\"\" at:\"\"", read), IsEmpty());
  EXPECT_THAT(Fields(Of("nonsense:\"\"")), ElementsAre("nonsense"));
}

TEST(SearchTest, ListsAreSeparatedByCommasOrRepeated) {
  EXPECT_THAT(Of("list:a,b list:c").List("list"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Of("list:a").List("list"), ElementsAre("a"));
  EXPECT_THAT(Of("").List("list"), IsEmpty());
}

TEST(SearchTest, AnEmptyElementOfAListIsAnErrorOfItsKey) {
  const auto read = [](Search& search) {
    EXPECT_THAT(search.List("list"), IsEmpty());
    search.Text("search");
  };
  for (const char* text : {"list:a,", "list:,a", "list:a,,b", "list:,", "list:a, b"}) {
    EXPECT_THAT(FieldsAfter(text, read), ElementsAre("list")) << text;
  }
}

TEST(SearchTest, WordsOutOfASetAreChecked) {
  EXPECT_THAT(Of("colour:red,green").AnyOf("colour", kColours), ElementsAre("red", "green"));
  EXPECT_EQ(Of("colour:Green").OneOf("colour", kColours), "green");
  const auto any = [](Search& search) { EXPECT_THAT(search.AnyOf("colour", kColours), IsEmpty()); };
  const auto one = [](Search& search) { EXPECT_EQ(search.OneOf("colour", kColours), std::nullopt); };
  EXPECT_THAT(FieldsAfter("colour:red,blue", any), ElementsAre("colour"));
  EXPECT_THAT(FieldsAfter("colour:\"red, green\"", any), ElementsAre("colour"));
  EXPECT_THAT(FieldsAfter("colour:blue", one), ElementsAre("colour"));
  EXPECT_THAT(FieldsAfter("colour:red colour:green", one), ElementsAre("colour"));
}

TEST(SearchTest, TheDetailNamesTheWordsThatAreAllowed) {
  Search search = Of("colour:blue");
  search.OneOf("colour", kColours);
  EXPECT_EQ(search.TakeViolations()[0].detail, "must be one of red, green");
}

TEST(SearchTest, InstantsAreOfRfc3339) {
  EXPECT_EQ(Of("at:\"1970-01-01T01:00:00.5+01:00\"").Instant("at"), json::Time{500'000});
  const auto read = [](Search& search) { EXPECT_EQ(search.Instant("at"), std::nullopt); };
  for (const char* text : {"at:1970-01-01", "at:x", "at:\"1970-01-01 00:00:00Z\""}) {
    EXPECT_THAT(FieldsAfter(text, read), ElementsAre("at")) << text;
  }
}

TEST(SearchTest, DaysBeginInUtc) {
  EXPECT_EQ(Of("on:1970-01-02").Day("on"), json::Time{86'400'000'000});
  const auto read = [](Search& search) { EXPECT_EQ(search.Day("on"), std::nullopt); };
  for (const char* text : {"on:1970-02-30", "on:1970-1-1", "on:\"1970-01-01T00:00:00Z\"", "on:today"}) {
    EXPECT_THAT(FieldsAfter(text, read), ElementsAre("on")) << text;
  }
}

TEST(SearchTest, NumbersHave64Bits) {
  EXPECT_EQ(Of("n:-9223372036854775808").Number("n"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(Of("n:+007").Number("n"), 7);
  const auto read = [](Search& search) { EXPECT_EQ(search.Number("n"), std::nullopt); };
  for (const char* text : {"n:9223372036854775808", "n:1.5", "n:x", "n:+-1", "n:1x", "n:+"}) {
    EXPECT_THAT(FieldsAfter(text, read), ElementsAre("n")) << text;
  }
}

TEST(SearchTest, UuidsAreReadInAnyOfTheirForms) {
  const std::string id = "0a000000-0000-4000-8000-00000000000b";
  EXPECT_EQ(Of("id:" + id).Uuid("id"), id);
  EXPECT_EQ(Of("id:{0A000000-0000-4000-8000-00000000000B}").Uuid("id"), id);
  const auto read = [](Search& search) { EXPECT_EQ(search.Uuid("id"), std::nullopt); };
  EXPECT_THAT(FieldsAfter("id:x", read), ElementsAre("id"));
}

}  // namespace
}  // namespace postern::service
