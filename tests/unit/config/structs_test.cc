#include "config/structs.h"

#include "boost/json/serialize.hpp"
#include "loading.h"

namespace postern::config {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// The value as it is shown, or what is wrong with the text.
template <typename Kind>
std::string Shown(std::string_view text, Secrets secrets = Secrets::kHidden) {
  const auto value = Kind::Parse(text);
  return value.ok() ? boost::json::serialize(Kind::Json(*value, secrets)) : std::string(value.status().message());
}

template <typename Kind>
std::string ShownFromFile(const std::string& text) {
  const auto value = Kind::FromYaml(ParseYaml(text + "\n")->entries.front().second);
  return value.ok() ? boost::json::serialize(Kind::Json(*value, Secrets::kHidden))
                    : std::string(value.status().message());
}

TEST(TextMapKind, IsReadAsYamlAndSoAsJson) {
  EXPECT_EQ(Shown<TextMap>(R"({"b": "c", "a": "<&>"})"), R"({"a":"<&>","b":"c"})");
  EXPECT_EQ(Shown<TextMap>("{a: b, 'c d': \"e\", n: 12, t: true}"), R"({"a":"b","c d":"e","n":"12","t":"true"})");
  EXPECT_EQ(Shown<TextMap>("a: b\nc: d"), R"({"a":"b","c":"d"})");
}

TEST(TextMapKind, NothingIsNull) {
  for (const std::string text : {"", "null", "~", " "}) EXPECT_EQ(Shown<TextMap>(text), "null") << text;
  EXPECT_EQ(Shown<TextMap>("{}"), "{}");
  EXPECT_EQ(ShownFromFile<TextMap>("a: {}"), "{}");
  EXPECT_EQ(ShownFromFile<TextMap>("a:"), "null");
}

TEST(TextMapKind, RefusesOtherShapes) {
  for (const std::string text : {"[a]", "text", "{a: [b]}", "{a: {b: c}}", "{[a]: b}", "[1", "{a: *b}"}) {
    EXPECT_FALSE(TextMap::Parse(text).ok()) << text;
  }
}

TEST(ListMapKind, HasListsAsValues) {
  EXPECT_EQ(Shown<ListMap>(R"({"a": ["x", "y"], "b": [], "c": null})"), R"({"a":["x","y"],"b":[],"c":[]})");
  EXPECT_FALSE(ListMap::Parse("{a: b}").ok());
}

TEST(UuidListMapKind, KeepsTheCanonicalForm) {
  EXPECT_EQ(Shown<UuidListMap>("{x: [0B3E8D6A-3F0C-4B0E-9C7A-1F2E3D4C5B6A]}"),
            R"({"x":["0b3e8d6a-3f0c-4b0e-9c7a-1f2e3d4c5b6a"]})");
  EXPECT_EQ(Shown<UuidListMap>(R"({"a": ["not-a-uuid"]})"), "names what is no UUID");
}

TEST(SupportLinksKind, MissingPartsAreEmptyAndUnknownOnesPassedOver) {
  EXPECT_EQ(Shown<SupportLinks>("[{name: n, icon: bug, other: [x]}]"), R"([{"name":"n","target":"","icon":"bug"}])");
  EXPECT_FALSE(SupportLinks::Parse("{a: b}").ok());
  EXPECT_FALSE(SupportLinks::Parse("[text]").ok());
}

TEST(SupportLinksKind, AnEmptyListIsOneInATextAndNoneInTheFile) {
  EXPECT_EQ(Shown<SupportLinks>("[]"), "[]");
  EXPECT_EQ(Shown<SupportLinks>(""), "null");
  EXPECT_EQ(ShownFromFile<SupportLinks>("a: []"), "null");
}

TEST(ExternalAuthKind, ShowsEveryPartButSecrets) {
  EXPECT_EQ(Shown<ExternalAuth>("[{type: t, client_id: c, client_secret: hunter2, extra_token_keys: [hunter2]}]"),
            R"([{"type":"t","client_id":"c","id":"","auth_url":"","token_url":"","validate_url":"",)"
            R"("app_install_url":"","app_installations_url":"","no_refresh":false,"scopes":null,)"
            R"("device_flow":false,"device_code_url":"","regex":"","display_name":"","display_icon":""}])");
}

TEST(ExternalAuthKind, GivesSecretsWhereTheyAreAskedFor) {
  EXPECT_THAT(Shown<ExternalAuth>("[{client_secret: hunter2}]", Secrets::kShown),
              HasSubstr(R"("client_secret":"hunter2")"));
}

TEST(ExternalAuthKind, TellsThePartThatIsWrongAndNotItsText) {
  EXPECT_THAT(Shown<ExternalAuth>("[{no_refresh: hunter2}]"),
              AllOf(HasSubstr("no_refresh"), Not(HasSubstr("hunter2"))));
  EXPECT_THAT(Shown<ExternalAuth>("[{scopes: hunter2}]"), AllOf(HasSubstr("scopes"), Not(HasSubstr("hunter2"))));
}

TEST(AiKind, IsAMapWithAListOfProviders) {
  EXPECT_EQ(Shown<Ai>("{providers: [{type: openai, models: [a], base_url: u, api_key: hunter2}]}"),
            R"({"providers":[{"type":"openai","models":["a"],"base_url":"u"}]})");
  for (const std::string text : {"", "{}", "{providers: []}", "{providers: }"})
    EXPECT_EQ(Shown<Ai>(text), "{}") << text;
  EXPECT_FALSE(Ai::Parse("[]").ok());
}

TEST(StructOptions, MapsOfVariableAndFlagsAreMerged) {
  const Loaded loaded = MustLoad({"--oidc-group-mapping=flag: flag", "--oidc-group-mapping=both: flag"},
                                 {R"(CODER_OIDC_GROUP_MAPPING={"env": "env", "both": "env"})"});
  EXPECT_EQ(boost::json::serialize(TextMap::Json(loaded.options.oidc_group_mapping, Secrets::kHidden)),
            R"({"both":"flag","env":"env","flag":"flag"})");
}

TEST(StructOptions, AnEmptyFlagTakesAMapAway) {
  EXPECT_EQ(MustLoad({"--oidc-group-mapping="}, {"CODER_OIDC_GROUP_MAPPING={a: b}"}).options.oidc_group_mapping,
            std::nullopt);
}

TEST(StructOptions, ListsAreReplaced) {
  const Loaded loaded = MustLoad({"--support-links=[{name: flag}]"}, {"CODER_SUPPORT_LINKS=[{name: a}, {name: b}]"});
  ASSERT_EQ(loaded.options.support_links.value().size(), 1U);
  EXPECT_EQ(loaded.options.support_links->front().name, "flag");
}

TEST(StructOptions, ARefusedTextIsNotRepeated) {
  EXPECT_THAT(
      Refused({"--external-auth-providers=[{client_secret: [hunter2]}]"}),
      AllOf(HasSubstr("--external-auth-providers: its value has a bad client_secret"), Not(HasSubstr("hunter2"))));
}

}  // namespace
}  // namespace postern::config
