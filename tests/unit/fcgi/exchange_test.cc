#include "fcgi/exchange.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "tests/support/raw_client.h"

namespace postern::fcgi {
namespace {

using test::ParseReply;
using test::Reply;

// Gives `text` in pieces of at most `piece` bytes.
std::function<int(char*, int)> Pieces(const std::string& text, int piece) {
  auto at = std::make_shared<std::size_t>(0);
  return [=](char* buffer, int size) {
    const std::size_t want = std::min({static_cast<std::size_t>(std::min(size, piece)), text.size() - *at});
    std::memcpy(buffer, text.data() + *at, want);
    *at += want;
    return static_cast<int>(want);
  };
}

Parameters Method(const std::string& method, const std::string& length = "") {
  return {{"REQUEST_METHOD", method}, {"REQUEST_URI", "/x"}, {"CONTENT_LENGTH", length}};
}

http::Response SayBody(const http::Request& request) {
  return http::Text(http::kOk, request.body());
}

TEST(CopyParameters, SplitsAtTheFirstEqualsSign) {
  const char* const entries[] = {"A=1", "B=x=y", "C=", "nonsense", nullptr};
  EXPECT_EQ(CopyParameters(entries), (Parameters{{"A", "1"}, {"B", "x=y"}, {"C", ""}}));
  EXPECT_TRUE(CopyParameters(nullptr).empty());
}

TEST(ReadBody, JoinsPieces) {
  const Body body = ReadBody(Pieces("some text", 2), 100);
  EXPECT_EQ(body.text, "some text");
  EXPECT_FALSE(body.too_large);
}

TEST(ReadBody, TakesExactlyTheLimit) {
  EXPECT_FALSE(ReadBody(Pieces("12345", 3), 5).too_large);
  EXPECT_TRUE(ReadBody(Pieces("123456", 3), 5).too_large);
}

TEST(ReadBody, ReadsWhatIsBeyondTheLimitToItsEnd) {
  int reads = 0;
  const auto source = Pieces(std::string(10'000, 'x'), 100);
  const Body body = ReadBody([&](char* buffer, int size) { return ++reads, source(buffer, size); }, 10);
  EXPECT_TRUE(body.too_large);
  EXPECT_EQ(reads, 101);
}

TEST(ReadBody, EndsAtAnError) {
  EXPECT_EQ(ReadBody([](char*, int) { return -1; }, 10).text, "");
}

TEST(Answer, IsAStatusLineHeadersAndTheBody) {
  const std::string text = Answer(Method("POST", "2"), {.text = "hi"}, SayBody);
  EXPECT_EQ(text, "Status: 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 2\r\n\r\nhi");
}

TEST(Answer, ToAHeadHasTheLengthAndNoBody) {
  const Reply reply = ParseReply(
      Answer(Method("HEAD"), {.text = ""}, [](const http::Request&) { return http::Text(http::kOk, "four"); }));
  EXPECT_EQ(reply.Header("Content-Length"), "4");
  EXPECT_EQ(reply.body, "");
}

TEST(Answer, NoContentHasNeitherTypeNorLength) {
  const Reply reply = ParseReply(Answer(Method("DELETE"), {}, [](const http::Request&) { return http::NoContent(); }));
  EXPECT_EQ(reply.status, 204);
  EXPECT_TRUE(reply.All("Content-Type").empty());
  EXPECT_TRUE(reply.All("Content-Length").empty());
}

TEST(Answer, ABodyThatIsTooLargeOrCutShortIsEmptyAndMarkedSo) {
  http::Request::BodyState state = http::Request::BodyState::kWhole;
  const auto look = [&](const http::Request& request) {
    state = request.body_state();
    return http::Text(http::kOk, request.body());
  };
  EXPECT_EQ(ParseReply(Answer(Method("POST", "9"), {.text = "part"}, look)).body, "");
  EXPECT_EQ(state, http::Request::BodyState::kCutShort);
  EXPECT_EQ(ParseReply(Answer(Method("POST", "9"), {.text = "part", .too_large = true}, look)).body, "");
  EXPECT_EQ(state, http::Request::BodyState::kTooLarge);
  EXPECT_EQ(ParseReply(Answer(Method("POST", "4"), {.text = "part"}, look)).body, "part");
  EXPECT_EQ(state, http::Request::BodyState::kWhole);
}

TEST(Answer, ALengthThatIsNoNumberCountsAsNone) {
  EXPECT_EQ(ParseReply(Answer(Method("POST", "many"), {.text = "hi"}, SayBody)).body, "hi");
}

TEST(Answer, AnyThrownThingIsA500WithoutItsText) {
  for (const Handler& handler :
       {Handler([](const http::Request&) -> http::Response { throw std::runtime_error("inside"); }),
        Handler([](const http::Request&) -> http::Response { throw 7; })}) {
    const Reply reply = ParseReply(Answer(Method("GET"), {}, handler));
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(reply.body.find("inside"), std::string::npos);
  }
}

}  // namespace
}  // namespace postern::fcgi
