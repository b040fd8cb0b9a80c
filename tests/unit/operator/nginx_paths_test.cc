#include "operator/nginx_paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::operators {
namespace {

using testing::HasSubstr;

TEST(PathPrefixTest, IsEmptyOrOneOrMoreSegments) {
  for (const char* prefix : {"", "/coder", "/a/b", "/a.b/c-d_e~9"}) EXPECT_TRUE(CheckPathPrefix(prefix).ok()) << prefix;
}

TEST(PathPrefixTest, AllElseIsRefusedByTheNameOfTheOption) {
  for (const std::string& prefix :
       {std::string("coder"), std::string("/"), std::string("/coder/"), std::string("//a"), std::string("/a//b"),
        std::string("/.."), std::string("/a/./b"), std::string("/a%20b"), std::string("/a b"), std::string("/a?b"),
        std::string("/(a)"), std::string("/a+"), "/" + std::string(128, 'x')}) {
    EXPECT_THAT(std::string(CheckPathPrefix(prefix).message()), HasSubstr("--path-prefix: must")) << prefix;
  }
}

TEST(PathPrefixTest, StandsBeforeEachLocation) {
  EXPECT_THAT(OpenLocations("/coder"), HasSubstr("location = /coder/readyz {"));
  EXPECT_THAT(OpenLocations(""), HasSubstr("location = /readyz {"));
  EXPECT_THAT(ApiLocations("/coder"), HasSubstr("location ^~ /coder/api/v2/ {"));
}

TEST(PathPrefixTest, ADotInItIsADot) {
  EXPECT_THAT(PathMaps("/a.b"), HasSubstr("\"~^/+a\\.b(?<postern_behind>/.*)$\""));
}

}  // namespace
}  // namespace postern::operators
