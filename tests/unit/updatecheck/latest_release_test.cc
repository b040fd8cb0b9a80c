#include "handlers/updatecheck/latest_release.h"

#include "boost/json/parse.hpp"
#include "gtest/gtest.h"

namespace postern::updatecheck {
namespace {

absl::StatusOr<Release> Read(const std::string& text) {
  return ReadRelease(boost::json::parse(text));
}

TEST(ReadRelease, TakesNameAndPage) {
  const absl::StatusOr<Release> release = Read(R"({"tag_name":"v1.0.0","html_url":"https://x.example","id":1})");
  ASSERT_TRUE(release.ok()) << release.status();
  EXPECT_EQ(release->version, "v1.0.0");
  EXPECT_EQ(release->url, "https://x.example");
}

TEST(ReadRelease, TakesTheLongestNameAndNoPage) {
  const absl::StatusOr<Release> release = Read(R"({"tag_name":"v)" + std::string(kMaxVersionBytes - 1, '1') + R"("})");
  ASSERT_TRUE(release.ok()) << release.status();
  EXPECT_EQ(release->url, "");
}

TEST(ReadRelease, RefusesWhatIsNone) {
  for (const std::string& text :
       {std::string("[]"),
        std::string("null"),
        std::string("{}"),
        std::string(R"({"tag_name":""})"),
        std::string(R"({"tag_name":1})"),
        std::string(R"({"tag_name":"v1\u0000"})"),
        std::string(R"({"tag_name":"v1","html_url":null})"),
        std::string(R"({"tag_name":"v1","html_url":"\u0000"})"),
        std::string(R"({"tag_name":"v1\n"})"),
        std::string(R"({"tag_name":"v1-\u00e9"})"),
        std::string(R"({"tag_name":"latest"})"),
        std::string(R"({"tag_name":"<b>"})"),
        std::string(R"({"tag_name":"v1","html_url":"x"})"),
        std::string(R"({"tag_name":"v1","html_url":""})"),
        std::string(R"({"tag_name":"v1","html_url":"javascript:x"})"),
        std::string(R"({"tag_name":"v1","html_url":"https:///path"})"),
        std::string(R"({"tag_name":"v1","html_url":" https://x.example"})"),
        std::string(R"({"tag_name":"v1","html_url":"ftp://x.example"})"),
        R"({"tag_name":"v)" + std::string(kMaxVersionBytes, '1') + R"("})",
        R"({"tag_name":"v1","html_url":"https://x.example/)" + std::string(kMaxUrlBytes, 'x') + R"("})"}) {
    EXPECT_EQ(Read(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(ShownUrl, IsAsStoredButForSchemesThatDoOtherThings) {
  for (const char* url : {"", "x", "/path", "https://x.example/a:b", "HTTP://x.example", "x/y:z"}) {
    EXPECT_EQ(ShownUrl(url), url);
  }
  for (const char* url :
       {"javascript:alert(1)", "JavaScript://x.example/%0aalert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
        "\x01javascript\t:alert(1)", "data:text/html,x", "ftp://x.example"}) {
    EXPECT_EQ(ShownUrl(url), "") << url;
  }
  EXPECT_EQ(ShownUrl("https://name:secret@x.example/"), "https://x.example/");
}

TEST(ReadCheck, ReadsTheTimeInAnyZone) {
  const absl::StatusOr<Check> check = ReadCheck(R"({"checked":"2021-01-01T00:00:00.123456789+02:00","version":"v1"})");
  ASSERT_TRUE(check.ok()) << check.status();
  EXPECT_EQ(json::FormatTime(check->checked), "2020-12-31T22:00:00.123456Z");
}

TEST(ReadCheck, WasNeverWhereNoTimeIsGiven) {
  EXPECT_EQ(ReadCheck("{}")->checked, json::kZeroTime);
  EXPECT_EQ(ReadCheck("null")->checked, json::kZeroTime);
}

}  // namespace
}  // namespace postern::updatecheck
