#include "http/cors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::http {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

using Pairs = std::vector<std::pair<std::string, std::string>>;

// What is added to the answer of a request with these parameters.
Pairs Added(std::string_view method, Pairs parameters) {
  parameters.emplace_back("REQUEST_METHOD", method);
  parameters.emplace_back("REQUEST_URI", "/api/v2/buildinfo");
  const Request request(std::move(parameters), "", Request::BodyState::kWhole);
  Response response(kOk, "", "");
  AllowEveryOrigin(request, response);
  return response.headers();
}

Pairs Asking(const std::string& method, const std::string& headers = "") {
  Pairs parameters = {{"HTTP_ORIGIN", "https://other.example.com"}, {"HTTP_ACCESS_CONTROL_REQUEST_METHOD", method}};
  if (!headers.empty()) parameters.emplace_back("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", headers);
  return parameters;
}

TEST(EveryOrigin, MayReadAnswers) {
  EXPECT_THAT(Added("GET", {{"HTTP_ORIGIN", "https://other.example.com"}}),
              UnorderedElementsAre(std::pair("Access-Control-Allow-Origin", "*")));
}

TEST(EveryOrigin, MayNotReadWhatOtherMethodsAnswer) {
  EXPECT_THAT(Added("POST", {{"HTTP_ORIGIN", "https://other.example.com"}}), IsEmpty());
  EXPECT_THAT(Added("DELETE", {{"HTTP_ORIGIN", "https://other.example.com"}}), IsEmpty());
}

TEST(EveryOrigin, IsToldNothingWhereItNamesNone) {
  EXPECT_THAT(Added("GET", {}), IsEmpty());
}

TEST(EveryOrigin, MayAskForTheAllowedHeadersInAnyCase) {
  EXPECT_THAT(Added("OPTIONS", Asking("GET", "x-csrf-token, Accept,content-type")),
              UnorderedElementsAre(std::pair("Access-Control-Allow-Origin", "*"),
                                   std::pair("Access-Control-Allow-Methods", "GET"),
                                   std::pair("Access-Control-Allow-Headers", "x-csrf-token, Accept, content-type")));
}

TEST(EveryOrigin, MayAskWithoutHeaders) {
  EXPECT_THAT(Added("OPTIONS", Asking("GET")), UnorderedElementsAre(std::pair("Access-Control-Allow-Origin", "*"),
                                                                    std::pair("Access-Control-Allow-Methods", "GET")));
}

TEST(EveryOrigin, MayNotAskForOtherMethodsOrHeaders) {
  EXPECT_THAT(Added("OPTIONS", Asking("DELETE")), IsEmpty());
  EXPECT_THAT(Added("OPTIONS", Asking("GET", "Coder-Session-Token")), IsEmpty());
}

}  // namespace
}  // namespace postern::http
