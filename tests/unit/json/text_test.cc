#include "json/text.h"

#include <gtest/gtest.h>

namespace postern::json {
namespace {

constexpr char kReplacement[] = "\xEF\xBF\xBD";

TEST(IsValidUtf8Test, TakesSequencesOfEachLength) {
  for (const char* text : {"", "a", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                           "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(IsValidUtf8(text)) << text;
  }
}

TEST(IsValidUtf8Test, RefusesOverlongFormsSurrogatesAndWhatIsTooLarge) {
  for (const char* text : {"\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
                           "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF"}) {
    EXPECT_FALSE(IsValidUtf8(text));
  }
}

TEST(IsValidUtf8Test, RefusesStrayAndMissingBytes) {
  for (const char* text : {"\x80", "a\xBF", "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xE2\x28\xA1", "\xC3\xA9\xA9"}) {
    EXPECT_FALSE(IsValidUtf8(text));
  }
}

TEST(IsStorableTest, RefusesNulAndInvalidUtf8) {
  EXPECT_TRUE(IsStorable(""));
  EXPECT_TRUE(IsStorable("caf\xC3\xA9\x01"));
  EXPECT_FALSE(IsStorable(std::string_view("a\0b", 3)));
  EXPECT_FALSE(IsStorable("caf\xE9"));
}

TEST(RepairStorableTest, ReplacesNulToo) {
  EXPECT_EQ(RepairStorable(std::string_view("\0a\0\xFF", 4)),
            std::string(kReplacement) + "a" + kReplacement + kReplacement);
  EXPECT_EQ(RepairStorable("caf\xC3\xA9\n"), "caf\xC3\xA9\n");
}

TEST(RepairUtf8Test, LeavesWhatIsValid) {
  EXPECT_EQ(RepairUtf8("caf\xC3\xA9"), "caf\xC3\xA9");
}

TEST(RepairUtf8Test, ReplacesEachByteThatBelongsToNothing) {
  EXPECT_EQ(RepairUtf8("\xE2\x82z\xFF"), std::string(kReplacement) + kReplacement + "z" + kReplacement);
}

TEST(RepairUtf8Test, ReplacesNoByteOfItsNeighbours) {
  EXPECT_EQ(RepairUtf8("\xC3\xC3\xA9"), std::string(kReplacement) + "\xC3\xA9");
}

TEST(RepairDocumentTest, GivesAGoodDocumentItselfWithoutACopy) {
  const std::string document = R"({"a":"\u00e9 \ud83d\ude00 \\ud800 \n"})";
  std::string storage;
  EXPECT_EQ(RepairDocument(document, storage).data(), document.data());
}

TEST(RepairDocumentTest, ReplacesBytesAndLoneSurrogates) {
  std::string storage;
  EXPECT_EQ(RepairDocument("\xFF\\ud800\\uDBFFx", storage),
            std::string(kReplacement) + kReplacement + kReplacement + "x");
}

TEST(RepairDocumentTest, ReplacesALowSurrogateBeforeAPair) {
  std::string storage;
  EXPECT_EQ(RepairDocument(R"(\udc00\ud83d\ude00)", storage), std::string(kReplacement) + R"(\ud83d\ude00)");
}

TEST(RepairDocumentTest, LooksBehindABackslash) {
  std::string storage;
  EXPECT_EQ(RepairDocument("\\\xFFz", storage), std::string("\\") + kReplacement + "z");
  EXPECT_EQ(RepairDocument("\\\xC3\xA9", storage), "\\\xC3\xA9");
}

TEST(RepairDocumentTest, LeavesCutEscapesToTheParser) {
  for (const char* document : {"\\", "\\u", "\\ud80", "\\ud80z", "\\\\"}) {
    std::string storage;
    EXPECT_EQ(RepairDocument(document, storage), document);
  }
}

}  // namespace
}  // namespace postern::json
