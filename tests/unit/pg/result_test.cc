#include "pg/result.h"

#include <gtest/gtest.h>

#include <string>

namespace postern::pg {
namespace {

// A result of one row and one column, as libpq would hold it.
Result One(const char* value) {
  PGresult* result = PQmakeEmptyPGresult(nullptr, PGRES_TUPLES_OK);
  char name[] = "value";
  PGresAttDesc column{name, 0, 0, 0, 25, -1, -1};
  PQsetResultAttrs(result, 1, &column);
  std::string copy = value == nullptr ? "" : value;
  PQsetvalue(result, 0, 0, value == nullptr ? nullptr : copy.data(),
             value == nullptr ? -1 : static_cast<int>(copy.size()));
  return Result(result);
}

using Items = std::vector<std::string>;

TEST(ResultTest, NullIsToldFromEmpty) {
  EXPECT_TRUE(One(nullptr)[0].IsNull(0));
  EXPECT_EQ(One(nullptr)[0].Optional(0), std::nullopt);
  const Result empty = One("");
  EXPECT_FALSE(empty[0].IsNull(0));
  EXPECT_EQ(empty[0].Optional(0), "");
}

TEST(ResultTest, NullReadsAsZero) {
  const Result result = One(nullptr);
  EXPECT_EQ(result[0].Text(0), "");
  EXPECT_EQ(result[0].Int(0), 0);
  EXPECT_FALSE(result[0].Bool(0));
  EXPECT_TRUE(result[0].TextArray(0).empty());
}

TEST(ResultTest, IntegersOfBothSigns) {
  EXPECT_EQ(One("9223372036854775807")[0].Int(0), INT64_MAX);
  EXPECT_EQ(One("-9223372036854775808")[0].Int(0), INT64_MIN);
}

TEST(ResultTest, Booleans) {
  EXPECT_TRUE(One("t")[0].Bool(0));
  EXPECT_FALSE(One("f")[0].Bool(0));
}

TEST(ResultTest, PlainArray) {
  EXPECT_EQ(One("{owner,member}")[0].TextArray(0), (Items{"owner", "member"}));
}

TEST(ResultTest, EmptyArray) {
  EXPECT_EQ(One("{}")[0].TextArray(0), Items{});
}

TEST(ResultTest, QuotedArray) {
  EXPECT_EQ(One(R"({"a,b","say \"x\"","back\\slash",""})")[0].TextArray(0),
            (Items{"a,b", "say \"x\"", "back\\slash", ""}));
}

TEST(ResultTest, NullElementsAreLeftOutButTheWordIsNot) {
  EXPECT_EQ(One(R"({a,NULL,"NULL"})")[0].TextArray(0), (Items{"a", "NULL"}));
}

TEST(ResultTest, TextWithBracesInsideQuotes) {
  EXPECT_EQ(One(R"({"}{"})")[0].TextArray(0), Items{"}{"});
}

TEST(ResultTest, SizeCountsRows) {
  EXPECT_EQ(One("x").size(), 1);
  EXPECT_TRUE(Result(PQmakeEmptyPGresult(nullptr, PGRES_TUPLES_OK)).empty());
}

}  // namespace
}  // namespace postern::pg
