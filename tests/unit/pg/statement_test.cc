#include "pg/statement.h"

#include <gtest/gtest.h>

namespace postern::pg {
namespace {

TEST(ParamTest, NullHasNoData) {
  EXPECT_EQ(Param(std::nullopt).data(), nullptr);
  EXPECT_EQ(Param(std::optional<std::string>()).data(), nullptr);
}

TEST(ParamTest, EmptyTextIsNotNull) {
  EXPECT_STREQ(Param("").data(), "");
  EXPECT_STREQ(Param(std::optional<std::string>("")).data(), "");
}

TEST(ParamTest, NumbersAndBooleansAreText) {
  EXPECT_STREQ(Param(std::int64_t{-7}).data(), "-7");
  EXPECT_STREQ(Param(42).data(), "42");
  EXPECT_STREQ(Param(true).data(), "true");
  EXPECT_STREQ(Param(false).data(), "false");
}

TEST(ParamTest, NulIsSeenInText) {
  EXPECT_TRUE(Param(std::string_view("ab\0cd", 5)).has_nul());
  EXPECT_FALSE(Param("abcd").has_nul());
}

TEST(ParamTest, BytesMayHoldNul) {
  const Param bytes = Param::Bytes(std::string_view("ab\0cd", 5));
  EXPECT_FALSE(bytes.has_nul());
  EXPECT_TRUE(bytes.binary());
  EXPECT_EQ(bytes.size(), 5);
}

TEST(ParamTest, ArrayQuotesEveryItem) {
  EXPECT_STREQ(Param::TextArray({"a,b", "say \"x\"", "back\\slash", "", "NULL"}).data(),
               R"({"a,b","say \"x\"","back\\slash","","NULL"})");
}

TEST(ParamTest, EmptyArray) {
  EXPECT_STREQ(Param::TextArray({}).data(), "{}");
}

TEST(ParamTest, NulInsideAnArrayIsSeen) {
  EXPECT_TRUE(Param::TextArray({std::string("a\0b", 3)}).has_nul());
}

}  // namespace
}  // namespace postern::pg
