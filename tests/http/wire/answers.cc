#include "tests/http/wire/answers.h"

#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "boost/json/array.hpp"
#include "boost/json/object.hpp"

namespace postern::test {

namespace json = boost::json;

void ExpectEnvelope(const Reply& reply, int status) {
  EXPECT_EQ(reply.status, status) << reply.body;
  EXPECT_EQ(reply.All("Content-Type"), std::vector<std::string>{"application/json; charset=utf-8"}) << reply.body;
  const json::value value = reply.Json();
  ASSERT_TRUE(value.is_object()) << reply.body;
  for (const auto& [key, member] : value.get_object()) {
    if (key == "validations") {
      ASSERT_TRUE(member.is_array()) << reply.body;
      EXPECT_FALSE(member.get_array().empty()) << reply.body;
      continue;
    }
    EXPECT_TRUE(key == "message" || key == "detail") << reply.body;
    ASSERT_TRUE(member.is_string()) << reply.body;
    EXPECT_FALSE(member.get_string().empty()) << reply.body;
  }
  EXPECT_NE(reply.Text("message"), "");
}

void ExpectOurHeaders(const Reply& reply) {
  EXPECT_EQ(reply.All("X-Coder-Build-Version").size(), 1u) << reply.status;
  EXPECT_TRUE(reply.Header("X-Coder-Build-Version").starts_with("v")) << reply.status;
  ASSERT_EQ(reply.All("X-Coder-Request-Id").size(), 1u) << reply.status;
  EXPECT_TRUE(IsUuid(reply.Header("X-Coder-Request-Id"))) << reply.Header("X-Coder-Request-Id");
  EXPECT_EQ(reply.All("X-Content-Type-Options"), std::vector<std::string>{"nosniff"}) << reply.status;
  EXPECT_EQ(reply.All("Vary"), (std::vector<std::string>{"Origin", "Cookie"})) << reply.status;
  EXPECT_EQ(reply.All("Content-Type").size(), 1u) << reply.status;
}

std::set<std::string> Elements(const Reply& reply, std::string_view header) {
  std::set<std::string> elements;
  for (const std::string& value : reply.All(header)) {
    std::istringstream list(value);
    for (std::string element; std::getline(list >> std::ws, element, ',');) elements.insert(element);
  }
  return elements;
}

bool IsUuid(std::string_view text) {
  static const std::regex kForm("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  return std::regex_match(text.begin(), text.end(), kForm);
}

}  // namespace postern::test
