#include "handlers/deployment/model_list.h"

#include "boost/json/parse.hpp"
#include "boost/json/serialize.hpp"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace postern::deployment {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

config::AiProvider Provider(const std::string& type, const std::string& base_url = "", const std::string& key = "key") {
  return {.type = type, .models = {}, .base_url = base_url, .api_key = key};
}

std::string Names(std::string_view type, const std::string& list) {
  const absl::StatusOr<boost::json::array> names = ReadModels(type, boost::json::parse(list));
  return names.ok() ? boost::json::serialize(*names) : std::string(absl::StatusCodeToString(names.status().code()));
}

TEST(QuestionFor, IsWhatEachProviderExpects) {
  const Question openai = QuestionFor(Provider("openai"));
  EXPECT_EQ(openai.url, "https://api.openai.com/v1/models");
  EXPECT_THAT(openai.headers, ElementsAre(Pair("Authorization", "Bearer key")));
  const Question anthropic = QuestionFor(Provider("anthropic"));
  EXPECT_EQ(anthropic.url, "https://api.anthropic.com/v1/models");
  EXPECT_THAT(anthropic.headers, ElementsAre(Pair("x-api-key", "key"), Pair("anthropic-version", "2023-06-01")));
  const Question google = QuestionFor(Provider("google"));
  EXPECT_EQ(google.url, "https://generativelanguage.googleapis.com/v1beta/models");
  EXPECT_THAT(google.headers, ElementsAre(Pair("x-goog-api-key", "key")));
}

TEST(QuestionFor, HeedsTheBaseUrlOfOpenaiAlone) {
  EXPECT_EQ(QuestionFor(Provider("openai", "http://models.example/v1/")).url, "http://models.example/v1/models");
  EXPECT_EQ(QuestionFor(Provider("openai", "http://models.example?api=2")).url, "http://models.example/models?api=2");
  EXPECT_EQ(QuestionFor(Provider("openai", "http://models.example/a%2Fb/")).url, "http://models.example/a%2Fb/models");
  EXPECT_EQ(QuestionFor(Provider("google", "http://models.example")).url, QuestionFor(Provider("google")).url);
}

TEST(QuestionFor, SendsNoKeyWhereThereIsNone) {
  EXPECT_THAT(QuestionFor(Provider("openai", "", "")).headers, IsEmpty());
}

TEST(ReadModels, GivesNamesAsTheProviderWritesThem) {
  EXPECT_EQ(Names("openai", R"({"data":[{"id":"b"},{"id":"a","x":1}]})"), R"(["b","a"])");
  EXPECT_EQ(Names("anthropic", R"({"data":[],"has_more":false})"), "[]");
  EXPECT_EQ(Names("google", R"({"models":[{"name":"models/a"}]})"), R"(["models/a"])");
}

TEST(ReadModels, RefusesWhatIsNoList) {
  for (const char* list :
       {"[]", "{}", R"({"data":{}})", R"({"data":["a"]})", R"({"data":[{"name":"a"}]})", R"({"data":[{"id":1}]})",
        R"({"data":[{"id":"a\u0000"}]})", R"({"models":[{"name":"a"}]})"}) {
    EXPECT_EQ(Names("openai", list), "INVALID_ARGUMENT") << list;
  }
}

TEST(ReadModels, TakesSoManyAndNoMore) {
  boost::json::array models(kMaxModels, boost::json::object{{"id", "a"}});
  EXPECT_TRUE(ReadModels("openai", boost::json::object{{"data", models}}).ok());
  models.push_back(boost::json::object{{"id", "a"}});
  EXPECT_FALSE(ReadModels("openai", boost::json::object{{"data", models}}).ok());
}

}  // namespace
}  // namespace postern::deployment
