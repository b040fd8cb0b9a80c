#include "config/refusal.h"

#include <gtest/gtest.h>

namespace postern::config {
namespace {

TEST(RefusalLine, NamesThePlaceAndRepeatsTheText) {
  EXPECT_EQ(Refusal(OptionRow{}, "--threads", "x", "is wrong"), "--threads: \"x\" is wrong");
}

TEST(RefusalLine, DoesNotRepeatASecret) {
  OptionRow row;
  row.extras.secret = true;
  EXPECT_EQ(Refusal(row, "VARIABLE", "hunter2", "is wrong"), "VARIABLE: its value is wrong");
}

TEST(RefusalLine, DropsThePasswordOfAUrl) {
  OptionRow row;
  row.type = Type::kUrl;
  EXPECT_EQ(Refusal(row, "--url", "http://me:hunter2@h", "is wrong"), "--url: \"http://h\" is wrong");
}

TEST(QuotedText, EscapesControlCharactersAlone) {
  EXPECT_EQ(Quoted("a\n\"\\\u00e9\x7f"), "\"a\\x0a\"\\\u00e9\\x7f\"");
}

}  // namespace
}  // namespace postern::config
