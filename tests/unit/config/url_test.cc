#include "config/url.h"

#include <gtest/gtest.h>

#include <string>

namespace postern::config {
namespace {

struct Shown {
  std::string text, normalized;
};

class UrlShown : public testing::TestWithParam<Shown> {};

TEST_P(UrlShown, IsNormalized) {
  const auto url = ParseUrl(GetParam().text);
  ASSERT_TRUE(url.ok()) << GetParam().text << ": " << url.status();
  EXPECT_EQ(FormatUrl(*url), GetParam().normalized);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, UrlShown,
    testing::Values(Shown{"", ""}, Shown{"example.com", "example.com"}, Shown{"example.com:3000", "example.com:3000"},
                    Shown{"/icon/google.svg", "/icon/google.svg"}, Shown{"//host/path", "//host/path"},
                    Shown{"HTTPS://EXAMPLE.com/a b?x#y", "https://EXAMPLE.com/a%20b?x#y"},
                    Shown{"https://d.example.com/%2f/", "https://d.example.com/%2f/"}, Shown{"http://h", "http://h"},
                    Shown{"http://h/", "http://h/"}, Shown{"http://h:/", "http://h:/"},
                    Shown{"http://h/?", "http://h/?"}, Shown{"http://h/??", "http://h/??"},
                    Shown{"http://h/?a=b c", "http://h/?a=b c"}, Shown{"mailto:a@b", "mailto:a@b"},
                    Shown{"file:/path", "file:/path"}, Shown{"file:///path", "file:///path"},
                    Shown{"http://u:p@h:80/x", "http://u:p@h:80/x"}, Shown{"http://u@h/", "http://u@h/"},
                    Shown{"http://[::1]:80/", "http://[::1]:80/"},
                    Shown{"http://[fe80::1%25en0]/", "http://[fe80::1%25en0]/"},
                    Shown{"http://h/\u00e9", "http://h/%C3%A9"}, Shown{"http://h/a#b c", "http://h/a#b%20c"},
                    Shown{"http://h/a!b*(c)", "http://h/a!b*(c)"}, Shown{"http://h/%41", "http://h/%41"},
                    Shown{"a%3Ab", "a%3Ab"}, Shown{"http://h/<>", "http://h/%3C%3E"}));

class UrlRefused : public testing::TestWithParam<std::string> {};

TEST_P(UrlRefused, IsAnError) {
  EXPECT_FALSE(ParseUrl(GetParam()).ok()) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Texts, UrlRefused,
                         testing::Values("127.0.0.1:3000", "http://a b/", "http://h/%zz", "http://h/%4",
                                         "http://h:port/", "http://h:80x/", "http://[::1", "http://[::1]x/",
                                         "http://h\n/", ":x", "http://h%41/", "http://u s@h/", "http://u%zz@h/",
                                         "http://h/#%zz", "http://h{}/", "1http://h"));

TEST(UrlParts, AreToldApart) {
  const auto url = ParseUrl("https://name:secret@Host:8443/a%2Fb/%7e?q=1#frag");
  ASSERT_TRUE(url.ok());
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "Host:8443");
  EXPECT_EQ(url->user_info, "name:secret");
  EXPECT_EQ(url->path, "/a/b/~");
  EXPECT_EQ(url->raw_path, "/a%2Fb/%7e");
  EXPECT_EQ(url->raw_query, "q=1");
  EXPECT_EQ(url->fragment, "frag");
  EXPECT_EQ(url->raw_fragment, "");
}

TEST(UrlParts, RawPathIsEmptyWhereEncodingGivesTheTextAgain) {
  const auto url = ParseUrl("http://h/a%20b");
  ASSERT_TRUE(url.ok());
  EXPECT_EQ(url->path, "/a b");
  EXPECT_EQ(url->raw_path, "");
}

TEST(UrlParts, OpaqueHasNoPath) {
  const auto url = ParseUrl("mailto:a@b?subject=x");
  ASSERT_TRUE(url.ok());
  EXPECT_EQ(url->opaque, "a@b");
  EXPECT_EQ(url->path, "");
  EXPECT_EQ(url->raw_query, "subject=x");
}

TEST(UrlParts, OneSlashAfterTheSchemeOmitsTheHost) {
  EXPECT_TRUE(ParseUrl("file:/x")->omit_host);
  EXPECT_FALSE(ParseUrl("file:///x")->omit_host);
}

TEST(UrlParts, ABareQuestionMarkIsKept) {
  EXPECT_TRUE(ParseUrl("http://h/?")->force_query);
  EXPECT_FALSE(ParseUrl("http://h/?a")->force_query);
}

TEST(UrlErrors, DoNotRepeatTheText) {
  EXPECT_EQ(ParseUrl("http://u:hunter2@a b/").status().message().find("hunter2"), absl::string_view::npos);
}

}  // namespace
}  // namespace postern::config
