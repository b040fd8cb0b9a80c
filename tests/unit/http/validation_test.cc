#include "http/validation.h"

#include <gtest/gtest.h>

namespace postern::http {
namespace {

TEST(ValidationTest, WhatHoldsIsFine) {
  EXPECT_TRUE(Validation().Check("email", "a@b.c", "required", true).ok());
}

TEST(ValidationTest, DetailNamesRuleAndValue) {
  Validation validation;
  validation.Check("email", "x", "email", false);
  EXPECT_FALSE(validation.ok());
  EXPECT_EQ(validation.Failure().status(), 400);
  EXPECT_EQ(validation.Failure().body(),
            "{\"message\":\"Validation failed.\",\"validations\":[{\"field\":\"email\",\"detail\":"
            "\"Validation failed for tag \\\"email\\\" with value: \\\"x\\\"\"}]}\n");
}

TEST(ValidationTest, OfOneFieldTheFirstBrokenRuleIsTold) {
  Validation validation;
  validation.Check("email", "", "required", false).Check("email", "", "email", false);
  EXPECT_EQ(validation.Failure().body(),
            "{\"message\":\"Validation failed.\",\"validations\":[{\"field\":\"email\",\"detail\":"
            "\"Validation failed for tag \\\"required\\\" with value: \\\"\\\"\"}]}\n");
}

TEST(ValidationTest, FieldsComeInTheOrderOfTheirChecks) {
  Validation validation;
  validation.Check("z", "1", "t", false).Check("m", "2", "t", true).Check("a", "3", "t", false);
  const std::string body = validation.Failure().body();
  EXPECT_LT(body.find("\"z\""), body.find("\"a\""));
  EXPECT_EQ(body.find("\"m\""), std::string::npos);
}

}  // namespace
}  // namespace postern::http
