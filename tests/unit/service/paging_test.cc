#include "service/paging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::service {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PagingTest : public testing::Test {
 protected:
  Paging Read(std::string_view query) { return ReadPaging(http::Query(query), violations_); }
  std::optional<std::string> Cursor(std::string_view query) { return ReadCursor(http::Query(query), violations_); }
  std::vector<std::string> Fields() const {
    std::vector<std::string> fields;
    for (const http::Violation& violation : violations_) fields.push_back(violation.field);
    return fields;
  }

  std::vector<http::Violation> violations_;
};

TEST_F(PagingTest, AbsentAndEmptyMeanNone) {
  for (const char* query : {"", "limit=&offset=", "limit&offset", "other=1"}) {
    const Paging paging = Read(query);
    EXPECT_EQ(paging.limit, 0) << query;
    EXPECT_EQ(paging.offset, 0) << query;
  }
  EXPECT_THAT(violations_, IsEmpty());
}

TEST_F(PagingTest, BothAreRead) {
  const Paging paging = Read("offset=2147483647&limit=25");
  EXPECT_EQ(paging.limit, 25);
  EXPECT_EQ(paging.offset, 2147483647);
  EXPECT_THAT(violations_, IsEmpty());
}

TEST_F(PagingTest, SignAndLeadingZerosAreNoMatter) {
  const Paging paging = Read("limit=%2B1&offset=01");
  EXPECT_EQ(paging.limit, 1);
  EXPECT_EQ(paging.offset, 1);
  EXPECT_THAT(violations_, IsEmpty());
}

TEST_F(PagingTest, EachBadOneIsTold) {
  Read("limit=-1&offset=x");
  EXPECT_THAT(Fields(), ElementsAre("limit", "offset"));
}

TEST_F(PagingTest, NumbersBeyond31BitsAreBad) {
  EXPECT_EQ(Read("limit=2147483648").limit, 0);
  EXPECT_THAT(Fields(), ElementsAre("limit"));
}

TEST_F(PagingTest, GivenTwiceIsAnError) {
  Read("limit=1&limit=1&offset=2");
  EXPECT_THAT(Fields(), ElementsAre("limit"));
}

TEST_F(PagingTest, ViolationsOfOthersAreKept) {
  violations_ = {{"q", "bad"}};
  Read("limit=x");
  EXPECT_THAT(Fields(), ElementsAre("q", "limit"));
}

TEST_F(PagingTest, TheCursorIsAUuidInAnyForm) {
  EXPECT_EQ(Cursor("after_id=0A0000000000400080000000000000B0"), "0a000000-0000-4000-8000-0000000000b0");
  EXPECT_THAT(violations_, IsEmpty());
}

TEST_F(PagingTest, NoCursorIsAbsentEmptyOrAllZeros) {
  for (const char* query : {"", "after_id", "after_id=", "after_id=00000000-0000-0000-0000-000000000000"}) {
    EXPECT_EQ(Cursor(query), std::nullopt) << query;
  }
  EXPECT_THAT(violations_, IsEmpty());
}

TEST_F(PagingTest, ABadCursorIsTold) {
  const std::string id = "0a000000-0000-4000-8000-0000000000b0";
  EXPECT_EQ(Cursor("after_id=x"), std::nullopt);
  EXPECT_EQ(Cursor("after_id=" + id + "&after_id=" + id), std::nullopt);
  EXPECT_THAT(Fields(), ElementsAre("after_id", "after_id"));
}

TEST(InvalidQueryTest, Is400WithTheParameters) {
  const http::Response response = InvalidQuery({{"limit", "bad"}});
  EXPECT_EQ(response.status(), 400);
  EXPECT_THAT(response.body(), testing::HasSubstr(R"("validations":[{"field":"limit","detail":"bad"}])"));
}

}  // namespace
}  // namespace postern::service
