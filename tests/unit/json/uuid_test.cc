#include <gtest/gtest.h>

#include "json/decode.h"

namespace postern::json {
namespace {

constexpr char kCanonical[] = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";

class UuidFormTest : public testing::TestWithParam<const char*> {};

TEST_P(UuidFormTest, IsMadeCanonical) {
  EXPECT_EQ(ParseUuid(GetParam()), kCanonical);
}

INSTANTIATE_TEST_SUITE_P(Forms, UuidFormTest,
                         testing::Values(kCanonical, "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
                                         "a0eebc999c0b4ef8bb6d6bb9bd380a11", "A0EEBC999C0B4EF8BB6D6BB9BD380A11",
                                         "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}",
                                         "urn:uuid:a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                                         "URN:UUID:A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"));

class OtherTextTest : public testing::TestWithParam<const char*> {};

TEST_P(OtherTextTest, IsNoUuid) {
  EXPECT_EQ(ParseUuid(GetParam()), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, OtherTextTest,
    testing::Values("", "me", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a111",
                    "a0eebc999-c0b-4ef8-bb6d-6bb9bd380a11", "a0eebc99-9c0b4-ef8-bb6d-6bb9bd380a11",
                    "g0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "g0eebc999c0b4ef8bb6d6bb9bd380a11",
                    "{a0eebc999c0b4ef8bb6d6bb9bd380a11}", "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                    "(a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11)", "urn:uuid:a0eebc999c0b4ef8bb6d6bb9bd380a11",
                    "urn:guid:a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", " a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1-", "a0eebc99 9c0b 4ef8 bb6d 6bb9bd380a11"));

}  // namespace
}  // namespace postern::json
