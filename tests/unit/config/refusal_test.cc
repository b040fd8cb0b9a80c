#include "config/refusal.h"

#include <gtest/gtest.h>

namespace postern::config {
namespace {

TEST(RefusalLine, NamesThePlaceAndRepeatsTheText) {
  OptionRow row;
  row.visibility = kPublic;
  EXPECT_EQ(Refusal(row, "--threads", "x", "is wrong"), "--threads: \"x\" is wrong");
}

TEST(RefusalLine, DoesNotRepeatWhatIsNotSaidToBePublic) {
  OptionRow row;
  EXPECT_EQ(Refusal(row, "VARIABLE", "hunter2", "is wrong"), "VARIABLE: its value is wrong");
}

TEST(RefusalLine, DropsThePasswordOfAUrl) {
  OptionRow row;
  row.visibility = kPublic;
  row.type = Type::kUrl;
  EXPECT_EQ(Refusal(row, "--url", "http://me:hunter2@h", "is wrong"), "--url: \"http://h\" is wrong");
}

TEST(RefusalLine, DoesNotRepeatAUrlWhosePasswordCannotBeTold) {
  OptionRow row;
  row.visibility = kPublic;
  row.type = Type::kUrl;
  EXPECT_EQ(Refusal(row, "--url", "1u:hunter2@h", "is wrong"), "--url: its value is wrong");
}

TEST(RefusalLine, DropsThePasswordOfAUrlWhereNoneIsWanted) {
  OptionRow row;
  row.visibility = kPublic;
  EXPECT_EQ(Refusal(row, "--text", "http://me:hunter2@h", "is wrong"), "--text: \"http://h\" is wrong");
  EXPECT_EQ(Refusal(row, "--text", "me@h", "is wrong"), "--text: \"me@h\" is wrong");
}

TEST(RefusalLine, RepeatsNothingOfARecord) {
  OptionRow row;
  row.visibility = kPublic;
  row.type = Type::kStruct;
  EXPECT_EQ(Refusal(row, "VARIABLE", "{a: hunter2}", "is wrong"), "VARIABLE: its value is wrong");
}

TEST(QuotedText, EscapesControlCharactersAlone) {
  EXPECT_EQ(Quoted("a\n\"\\\u00e9\x7f"), "\"a\\x0a\"\\\u00e9\\x7f\"");
}

}  // namespace
}  // namespace postern::config
