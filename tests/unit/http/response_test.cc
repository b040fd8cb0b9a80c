#include "http/response.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

constexpr char kJson[] = "application/json; charset=utf-8";

TEST(ResponseTest, HeadersKeepTheirOrderAndMayRepeat) {
  const Response response = NoContent().Add("Allow", "GET").Add("Vary", "Origin").Add("Allow", "POST");
  EXPECT_THAT(response.headers(), ElementsAre(Pair("Allow", "GET"), Pair("Vary", "Origin"), Pair("Allow", "POST")));
}

TEST(ResponseTest, HeaderThatWouldBeSplitIsLeftOut) {
  for (const char* value : {"x\r\nSet-Cookie: a=b", "x\ny", "x\r", "\n", "x\x01", "x\x7F"}) {
    EXPECT_THAT(NoContent().Add("X-A", value).headers(), IsEmpty());
  }
  EXPECT_THAT(NoContent().Add("X-A", std::string_view("x\0y", 3)).headers(), IsEmpty());
}

TEST(ResponseTest, HeaderNameThatWouldBeSplitIsLeftOut) {
  EXPECT_THAT(NoContent().Add("X-A: b\r\nX-C", "x").headers(), IsEmpty());
}

TEST(ResponseTest, TabsAndOtherLettersMayBeInAValue) {
  EXPECT_THAT(NoContent().Add("X-A", "a\tb\xC3\xA9").headers(), ElementsAre(Pair("X-A", "a\tb\xC3\xA9")));
}

TEST(ResponseTest, NoContentHasNeitherBodyNorType) {
  EXPECT_EQ(NoContent().status(), 204);
  EXPECT_EQ(NoContent().body(), "");
  EXPECT_EQ(NoContent().content_type(), "");
}

TEST(ResponseTest, JsonIsPrintedWithItsType) {
  const Response response = Json(kCreated, {{"key", "a<b"}});
  EXPECT_EQ(response.status(), 201);
  EXPECT_EQ(response.content_type(), kJson);
  EXPECT_EQ(response.body(), "{\"key\":\"a\\u003cb\"}\n");
}

TEST(ResponseTest, TextIsPlain) {
  EXPECT_EQ(Text(kOk, "OK").content_type(), "text/plain; charset=utf-8");
  EXPECT_EQ(Text(kOk, "OK").body(), "OK");
}

TEST(EnvelopeTest, MessageIsAlwaysThere) {
  EXPECT_EQ(Envelope(kOk, "Done.").body(), "{\"message\":\"Done.\"}\n");
  EXPECT_EQ(Envelope(kOk, "").body(), "{\"message\":\"\"}\n");
  EXPECT_EQ(Envelope(kOk, "Done.").content_type(), kJson);
}

TEST(EnvelopeTest, DetailAndValidationsAreThereWhereGiven) {
  EXPECT_EQ(Envelope(kBadRequest, "No.", "why", {{"a", "x"}, {"b", "y"}}).body(),
            "{\"message\":\"No.\",\"detail\":\"why\",\"validations\":[{\"field\":\"a\",\"detail\":\"x\"},"
            "{\"field\":\"b\",\"detail\":\"y\"}]}\n");
}

TEST(EnvelopeTest, MissingResourceHasOneTextForAll) {
  EXPECT_EQ(ResourceNotFound().status(), 404);
  EXPECT_EQ(ResourceNotFound().body(),
            "{\"message\":\"Resource not found or you do not have access to this resource\"}\n");
}

TEST(EnvelopeTest, ForbiddenExplainsItself) {
  EXPECT_EQ(Forbidden().status(), 403);
  EXPECT_THAT(Forbidden().body(), HasSubstr("{\"message\":\"Forbidden.\",\"detail\":\""));
}

TEST(EnvelopeTest, InvalidBodyTellsWhatTheParserSaid) {
  EXPECT_EQ(InvalidBody(absl::InvalidArgumentError("EOF")).status(), 400);
  EXPECT_THAT(InvalidBody(absl::InvalidArgumentError("EOF")).body(), HasSubstr(",\"detail\":\"EOF\"}"));
  EXPECT_THAT(InvalidBody(absl::InvalidArgumentError("EOF")).body(), Not(HasSubstr("validations")));
}

TEST(EnvelopeTest, BrokenRulesHaveTheFixedMessage) {
  const Response response = ValidationFailed({{"email", "x"}});
  EXPECT_EQ(response.status(), 400);
  EXPECT_EQ(response.body(),
            "{\"message\":\"Validation failed.\",\"validations\":[{\"field\":\"email\",\"detail\":\"x\"}]}\n");
}

TEST(FailureTest, ReasonIsForTheLogAlone) {
  for (const Response& response : {InternalError("SELECT secret"), Unavailable("SELECT secret"),
                                   FromStatus(absl::InternalError("SELECT secret"))}) {
    EXPECT_THAT(response.reason(), HasSubstr("SELECT secret"));
    EXPECT_THAT(response.body(), Not(HasSubstr("SELECT")));
    EXPECT_THAT(response.body(), Not(HasSubstr("detail")));
  }
}

TEST(FailureTest, UnavailableSaysWhenToComeBack) {
  EXPECT_EQ(Unavailable("x").status(), 503);
  EXPECT_THAT(Unavailable("x").headers(), ElementsAre(Pair("Retry-After", "5")));
}

TEST(FailureTest, OverloadAndDeadlinesAreUnavailable) {
  EXPECT_EQ(FromStatus(absl::UnavailableError("x")).status(), 503);
  EXPECT_EQ(FromStatus(absl::DeadlineExceededError("x")).status(), 503);
}

TEST(FailureTest, EverythingElseIsInternal) {
  EXPECT_EQ(FromStatus(absl::InternalError("x")).status(), 500);
  EXPECT_EQ(FromStatus(absl::UnknownError("x")).status(), 500);
  EXPECT_EQ(FromStatus(absl::NotFoundError("x")).status(), 500);
}

}  // namespace
}  // namespace postern::http
