#include "handlers/csp/report.h"

#include <gmock/gmock.h>

#include <random>

#include "json/text.h"

namespace postern::csp {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Kinds = std::vector<store::CspKind>;

// The kinds as "directive origin path", or the error.
std::vector<std::string> Read(std::string_view body) {
  const absl::StatusOr<Kinds> kinds = ReadReports(body);
  if (!kinds.ok()) return {"error: " + std::string(kinds.status().message())};
  std::vector<std::string> texts;
  for (const auto& kind : *kinds)
    texts.push_back(kind.directive + " " + kind.blocked_origin + " " + kind.document_path);
  return texts;
}

std::string Report(std::string_view members) {
  return "{\"csp-report\":{" + std::string(members) + "}}";
}

std::string OriginOf(const std::string& uri) {
  const absl::StatusOr<Kinds> kinds =
      ReadReports(Report(R"("effective-directive":"img-src","blocked-uri":")" + uri + "\""));
  return kinds.ok() && kinds->size() == 1 ? kinds->front().blocked_origin : "none";
}

std::string PathOf(const std::string& uri) {
  const absl::StatusOr<Kinds> kinds =
      ReadReports(Report(R"("effective-directive":"img-src","document-uri":")" + uri + "\""));
  return kinds.ok() && kinds->size() == 1 ? kinds->front().document_path : "none";
}

TEST(ReadReports, AReportIsReducedToItsKind) {
  EXPECT_THAT(Read(Report(R"("document-uri":"https://coder.example.com/a/b?secret=1#x","violated-directive":"img-src",
      "effective-directive":"script-src-elem","blocked-uri":"https://evil.example/x.js?y","disposition":"enforce")")),
              ElementsAre("script-src-elem https://evil.example /a/b"));
}

TEST(ReadReports, ABatchIsReadEntryByEntryAndOtherTypesArePassedOver) {
  EXPECT_THAT(Read(R"([{"type":"csp-violation","url":"https://a/","body":{"blockedURL":"https://evil.example/y.js",
      "documentURL":"https://coder.example.com/a?q","effectiveDirective":"script-src"}},{"type":"deprecation","body":{}},
      {"type":"csp-violation","body":null},{"type":"csp-violation"},{},{"type":7,"body":3},
      {"type":"csp-violation","body":{"blockedURL":"inline","effectiveDirective":"style-src-attr"}}])"),
              ElementsAre("script-src https://evil.example /a", "style-src-attr inline "));
}

TEST(ReadReports, OldBrowsersSendTheWholeDirective) {
  EXPECT_THAT(Read(Report(R"("violated-directive":"Script-Src 'self' https://a.example","blocked-uri":"eval")")),
              ElementsAre("script-src eval "));
}

TEST(ReadReports, MembersThatAreNoTextCountAsAbsent) {
  EXPECT_THAT(Read(Report(R"("effective-directive":7,"violated-directive":"img-src","blocked-uri":{"a":1})")),
              ElementsAre("img-src  "));
}

TEST(ReadReports, WhatSaysNothingIsTakenAndLeftOut) {
  for (const char* body : {"{}", "null", "[]", R"({"csp-report":{}})", R"({"csp-report":null})", R"({"else":3})",
                           R"({"csp-report":{"document-uri":"https://a.example/"}})"}) {
    EXPECT_THAT(Read(body), IsEmpty()) << body;
  }
}

TEST(ReadReports, TheKeyMatchesInAnyCase) {
  EXPECT_THAT(Read(R"({"CSP-Report":{"effective-directive":"img-src"}})"), ElementsAre("img-src  "));
}

TEST(ReadReports, WhatIsNoReportIsRefused) {
  for (const char* body :
       {"", " ", "{", "nonsense", "7", "\"text\"", "true", R"({"csp-report":3})", R"({"csp-report":"text"})",
        R"({"csp-report":[]})", R"({"csp-report":{"a":}})", "[3]", "[[]]", "[null]", R"(["text"])",
        R"([{"type":"csp-violation","body":3}])", R"([{"type":"csp-violation","body":[]}])"}) {
    EXPECT_EQ(ReadReports(body).status().code(), absl::StatusCode::kInvalidArgument) << body;
  }
}

TEST(ReadReports, TooDeepAReportIsRefused) {
  const std::string deep = "{\"csp-report\":{\"a\":" + std::string(20'000, '[') + std::string(20'000, ']') + "}}";
  EXPECT_FALSE(ReadReports(deep).ok());
}

TEST(ReadReports, OfABlockedUrlItsOriginIsKept) {
  EXPECT_EQ(OriginOf("https://evil.example/x.js?secret#y"), "https://evil.example");
  EXPECT_EQ(OriginOf("HTTPS://Evil.Example:8443"), "https://evil.example:8443");
  EXPECT_EQ(OriginOf("wss://[::1]:80/socket"), "wss://[::1]:80");
  EXPECT_EQ(OriginOf("https://name:secret@evil.example/x"), "https://evil.example");
  EXPECT_EQ(OriginOf("https://name@secret@evil.example?x"), "https://evil.example");
  EXPECT_EQ(OriginOf("file:///etc/passwd"), "file");
}

TEST(ReadReports, OfOtherThingsTheWordOrTheSchemeIsKept) {
  for (const char* word : {"inline", "eval", "wasm-eval", "self", "trusted-types-sink", "data", "blob"}) {
    EXPECT_EQ(OriginOf(word), word);
  }
  EXPECT_EQ(OriginOf("data:image/png;base64,SECRET"), "data");
  EXPECT_EQ(OriginOf("blob:https://coder.example.com/SECRET"), "blob");
  EXPECT_EQ(OriginOf("/relative?secret"), "");
  EXPECT_EQ(OriginOf("//name:secret@evil.example/x"), "");
}

TEST(ReadReports, OfTheDocumentItsPathIsKept) {
  EXPECT_EQ(PathOf("https://coder.example.com"), "/");
  EXPECT_EQ(PathOf("https://coder.example.com?secret"), "/");
  EXPECT_EQ(PathOf("https://name:secret@coder.example.com/@ada/dev%20box#secret"), "/@ada/dev%20box");
  EXPECT_EQ(PathOf("/workspaces?secret"), "/workspaces");
  EXPECT_EQ(PathOf("//name:secret@coder.example.com/p"), "/p");
  EXPECT_EQ(PathOf("////name:secret@coder.example.com"), "/");
  EXPECT_EQ(PathOf("//"), "");
  EXPECT_EQ(PathOf("about:srcdoc"), "about");
  EXPECT_EQ(PathOf("data:text/html,SECRET"), "data");
}

TEST(ReadReports, NoiseOfBrowsersAndExtensionsIsLeftOut) {
  for (const char* uri : {"chrome-extension://abcdefgh/inject.js", "moz-extension://x/", "safari-extension://x/",
                          "chrome-extension", "Safari-Web-Extension://x/y", "ms-browser-extension", "about:blank",
                          "about", "resource://gre/x", "chrome://global", "webkit-masked-url://hidden/"}) {
    EXPECT_EQ(OriginOf(uri), "none") << uri;
  }
  EXPECT_THAT(Read(Report(R"("effective-directive":"img-src","blocked-uri":"inline","source-file":"moz-extension")")),
              IsEmpty());
}

TEST(ReadReports, TextsAreCutToTheLengthsOfTheTable) {
  const std::string text(3000, 'x');
  const auto kinds = ReadReports(Report("\"effective-directive\":\"" + text + R"(","blocked-uri":"https://)" + text +
                                        R"(","document-uri":"https://a/)" + text + "\""));
  ASSERT_TRUE(kinds.ok() && kinds->size() == 1);
  EXPECT_EQ(kinds->front().directive.size(), store::kMaxCspDirective);
  EXPECT_EQ(kinds->front().blocked_origin.size(), store::kMaxCspOrigin);
  EXPECT_EQ(kinds->front().document_path.size(), store::kMaxCspPath);
}

TEST(ReadReports, AnEscapeIsNeverCutInTwo) {
  const std::string path = PathOf("https://a/" + std::string(store::kMaxCspPath - 2, 'x') + "\xC3\xA9");
  EXPECT_EQ(path.size(), store::kMaxCspPath - 1);
  EXPECT_EQ(path.back(), 'x');
}

TEST(ReadReports, WhatIsNoPrintableAsciiIsPercentEncoded) {
  EXPECT_EQ(PathOf(R"(https://a/\u0000\n<b>\"\u00e9)"), "/%00%0A%3Cb%3E%22%C3%A9");
  EXPECT_EQ(OriginOf(R"(https://\u0000a)"), "https://%00a");
  EXPECT_EQ(PathOf("https://a/\xFF"), "/%EF%BF%BD");
}

// Bytes changed at random: whatever comes of it is read or refused, and all that is read can be stored.
TEST(ReadReports, DamagedReportsNeverGiveWhatCannotBeStored) {
  const std::string whole = Report(R"("document-uri":"https://n:p@a.example/p?q#f","effective-directive":"img-src",
      "blocked-uri":"https://b.example:1/x","source-file":"https://c.example/")");
  std::mt19937 random(7);
  int read = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string body = whole;
    for (int change = 0; change < 3; ++change) body[random() % body.size()] = static_cast<char>(random() % 256);
    const auto kinds = ReadReports(body);
    if (!kinds.ok()) continue;
    ++read;
    for (const store::CspKind& kind : *kinds) {
      const std::string all = kind.directive + kind.blocked_origin + kind.document_path;
      ASSERT_TRUE(json::IsStorable(all)) << body;
      ASSERT_EQ(all.find_first_of("<>\"\n "), std::string::npos) << body;
      ASSERT_LE(kind.directive.size(), store::kMaxCspDirective);
      ASSERT_LE(kind.blocked_origin.size(), store::kMaxCspOrigin);
      ASSERT_LE(kind.document_path.size(), store::kMaxCspPath);
    }
  }
  EXPECT_GT(read, 100);
}

}  // namespace
}  // namespace postern::csp
