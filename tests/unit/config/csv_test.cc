#include "config/csv.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace postern::config {
namespace {

using Items = std::vector<std::string>;

struct Read {
  std::string text;
  Items items;
};

class CsvRead : public testing::TestWithParam<Read> {};

TEST_P(CsvRead, GivesItems) {
  const auto items = ParseCsv(GetParam().text);
  ASSERT_TRUE(items.ok()) << items.status();
  EXPECT_EQ(*items, GetParam().items);
}

INSTANTIATE_TEST_SUITE_P(Texts, CsvRead,
                         testing::Values(Read{"", {}}, Read{"a", {"a"}}, Read{"a,b", {"a", "b"}},
                                         Read{"a, b", {"a", " b"}}, Read{"a,", {"a", ""}}, Read{",", {"", ""}},
                                         Read{"\"\"", {""}}, Read{"\"c,d\",\"e\"\"f\"", {"c,d", "e\"f"}},
                                         Read{"one\ntwo", {"one"}}, Read{"one\r\ntwo", {"one"}},
                                         Read{"\n\none,two\n", {"one", "two"}}, Read{"\"a\nb\"", {"a\nb"}},
                                         Read{"\"a\r\nb\"", {"a\nb"}}, Read{" ", {" "}}));

class CsvRefused : public testing::TestWithParam<std::string> {};

TEST_P(CsvRefused, IsAnError) {
  EXPECT_FALSE(ParseCsv(GetParam()).ok());
}

INSTANTIATE_TEST_SUITE_P(Texts, CsvRefused,
                         testing::Values("a\"b", "\"a", "\"a\"b", "\n", "\r\n", " \"a\"", "a,\"", "\"\"\""));

class CsvJoined : public testing::TestWithParam<Items> {};

TEST_P(CsvJoined, IsReadBackToTheSameItems) {
  const auto items = ParseCsv(JoinCsv(GetParam()));
  ASSERT_TRUE(items.ok()) << items.status();
  EXPECT_EQ(*items, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Items, CsvJoined,
                         testing::Values(Items{}, Items{""}, Items{"", ""}, Items{"a"}, Items{"a", ""},
                                         Items{"a,b", "c\"d", " e "}, Items{"a\nb", "\"", "\"\""}));

TEST(CsvJoin, LeavesPlainItemsUnquoted) {
  EXPECT_EQ(JoinCsv({"10.0.0.0/8", "fd00::/8"}), "10.0.0.0/8,fd00::/8");
}

}  // namespace
}  // namespace postern::config
