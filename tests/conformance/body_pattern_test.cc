#include "tests/conformance/body_pattern.h"

#include "boost/json/parse.hpp"
#include "gtest/gtest.h"

namespace postern::conformance {
namespace {

bool Fits(std::string_view pattern, std::string_view body) {
  const boost::json::object shapes = {{"pair", {{"a", "<int>"}, {"b", "<bool>"}}}};
  return Mismatch(boost::json::parse(pattern), boost::json::parse(body), shapes).empty();
}

TEST(BodyPattern, KindsStandForTheirValuesAlone) {
  EXPECT_TRUE(Fits(R"("<int>")", "3"));
  EXPECT_FALSE(Fits(R"("<int>")", "3.5"));
  EXPECT_FALSE(Fits(R"("<int>")", R"("3")"));
  EXPECT_TRUE(Fits(R"("<number>")", "3.5"));
  EXPECT_FALSE(Fits(R"("<string>")", "null"));
  EXPECT_TRUE(Fits(R"("<time>")", R"("2024-02-03T04:05:06.1Z")"));
  EXPECT_FALSE(Fits(R"("<time>")", R"("yesterday")"));
  EXPECT_TRUE(Fits(R"("<uuid>")", R"("b5df33f1-0e0d-4c5e-9f0b-6a1f4d3a2c11")"));
  EXPECT_FALSE(Fits(R"("<uuid>")", R"("B5DF33F1-0E0D-4C5E-9F0B-6A1F4D3A2C11")"));
  EXPECT_TRUE(Fits(R"("<key>")", R"("0123456789-0123456789abcdefABCDEF")"));
  EXPECT_FALSE(Fits(R"("<key>")", R"("0123456789")"));
}

TEST(BodyPattern, ObjectsHaveTheKeysThatAreNamedAndNoOthers) {
  EXPECT_TRUE(Fits(R"({"a": 1})", R"({"a": 1})"));
  EXPECT_FALSE(Fits(R"({"a": 1})", R"({"a": 2})"));
  EXPECT_FALSE(Fits(R"({"a": 1})", R"({"a": 1, "b": 2})"));
  EXPECT_FALSE(Fits(R"({"a": 1, "b": 2})", R"({"a": 1})"));
  EXPECT_TRUE(Fits(R"({"a": 1, "...": 0})", R"({"a": 1, "b": 2})"));
}

TEST(BodyPattern, ListsHaveTheEntriesThatAreNamedOrMoreOfThem) {
  EXPECT_TRUE(Fits(R"(["<int>"])", "[1]"));
  EXPECT_FALSE(Fits(R"(["<int>"])", "[1, 2]"));
  EXPECT_TRUE(Fits(R"(["<int>", "..."])", "[1, 2]"));
  EXPECT_FALSE(Fits(R"(["<int>", "..."])", R"([1, "2"])"));
  EXPECT_FALSE(Fits(R"(["<int>", "..."])", "[]"));
  EXPECT_TRUE(Fits(R"(["..."])", "[]"));
}

TEST(BodyPattern, AShapeIsLookedUpByItsName) {
  EXPECT_TRUE(Fits(R"("<pair>")", R"({"a": 1, "b": true})"));
  EXPECT_FALSE(Fits(R"("<pair>")", R"({"a": 1})"));
  EXPECT_FALSE(Fits(R"("<nothing>")", R"({"a": 1})"));
}

}  // namespace
}  // namespace postern::conformance
