#include "config/shapes.h"

#include <gtest/gtest.h>

#include "config/document.h"
#include "json/print.h"

namespace postern::config {
namespace {

const OptionRow& Row(std::string_view name) {
  return *FindByName(name);
}

std::string Reference(std::string_view name, const char* text) {
  Options options;
  EXPECT_TRUE(Row(name).set(options, text).ok()) << text;
  std::string json = json::Print(Shaped(Row(name), Row(name).json(options, Secrets::kHidden), Shapes::kReference));
  json.pop_back();
  return json;
}

TEST(ShapesOfTest, FollowsTheOptionInAnyCase) {
  Options options = Defaults();
  EXPECT_EQ(ShapesOf(options), Shapes::kReference);
  options.response_shapes = "CoderSDK";
  EXPECT_EQ(ShapesOf(options), Shapes::kCodersdk);
}

struct Parts {
  const char* url;
  const char* shape;
};

class UrlShape : public testing::TestWithParam<Parts> {};

TEST_P(UrlShape, HasElevenParts) {
  EXPECT_EQ(Reference("Docs URL", GetParam().url), GetParam().shape);
}

INSTANTIATE_TEST_SUITE_P(
    Urls, UrlShape,
    testing::Values(
        Parts{"",
              R"({"forceQuery":false,"fragment":"","host":"","omitHost":false,"opaque":"","path":"","rawFragment":"",)"
              R"("rawPath":"","rawQuery":"","scheme":"","user":{}})"},
        Parts{"HTTPS://u:p@Docs.example.com:8443/a%20b/?q=1#part",
              R"({"forceQuery":false,"fragment":"part","host":"Docs.example.com:8443","omitHost":false,"opaque":"",)"
              R"("path":"/a b/","rawFragment":"","rawPath":"","rawQuery":"q=1","scheme":"https","user":{}})"},
        Parts{"http://[::1]:3000/a%2Fb?",
              R"({"forceQuery":true,"fragment":"","host":"[::1]:3000","omitHost":false,"opaque":"","path":"/a/b",)"
              R"("rawFragment":"","rawPath":"/a%2Fb","rawQuery":"","scheme":"http","user":{}})"},
        Parts{"mailto:a@b", R"({"forceQuery":false,"fragment":"","host":"","omitHost":false,"opaque":"a@b","path":"",)"
                            R"("rawFragment":"","rawPath":"","rawQuery":"","scheme":"mailto","user":{}})"},
        Parts{"file:/etc/motd",
              R"({"forceQuery":false,"fragment":"","host":"","omitHost":true,"opaque":"","path":"/etc/motd",)"
              R"("rawFragment":"","rawPath":"","rawQuery":"","scheme":"file","user":{}})"}));

TEST(ReferenceShape, OfAddressesPartsHostAndPort) {
  EXPECT_EQ(Reference("pprof Address", "[::1]:http"), R"({"host":"::1","port":"http"})");
  EXPECT_EQ(Reference("pprof Address", ":"), R"({"host":"","port":""})");
}

TEST(ReferenceShape, OfAPatternIsAnEmptyObject) {
  EXPECT_EQ(Reference("OIDC Regex Group Filter", "^a$"), "{}");
}

TEST(ReferenceShape, OfMapsAndListsIsNeverNull) {
  EXPECT_EQ(Reference("OIDC Group Mapping", ""), "{}");
  EXPECT_EQ(Reference("OIDC Group Mapping", "{a: b}"), R"({"a":"b"})");
  EXPECT_EQ(Reference("Experiments", ""), "[]");
  EXPECT_EQ(Reference("Provisioner Daemon Types", ""), "[]");
}

TEST(ReferenceShape, OfRecordsIsWrapped) {
  EXPECT_EQ(Reference("Support Links", ""), R"({"value":[]})");
  EXPECT_EQ(Reference("External Auth Providers", ""), R"({"value":[]})");
  EXPECT_EQ(Reference("AI", ""), R"({"value":{"providers":[]}})");
  EXPECT_EQ(Reference("AI", "{providers: [{type: openai, api_key: k}]}"),
            R"({"value":{"providers":[{"type":"openai","models":[],"base_url":""}]}})");
  EXPECT_NE(Reference("External Auth Providers", "[{type: github}]").find(R"("scopes":[])"), std::string::npos);
}

TEST(ReferenceShape, NamesTheKeysOfSshAsTheDocumentDoes) {
  const boost::json::value ssh = ConfigValues(Defaults(), Shapes::kReference).at("config_ssh");
  EXPECT_EQ(json::Print(ssh), "{\"deploymentName\":\"coder.\",\"sshconfigOptions\":[]}\n");
}

TEST(ReferenceShape, KeepsSecretsAndZeros) {
  Options options;
  options.pg_connection_url = "postgres://secret";
  options.external_token_encryption_keys = {"secret"};
  const boost::json::object config = ConfigValues(options, Shapes::kReference);
  EXPECT_EQ(config.at("pg_connection_url"), "");
  EXPECT_EQ(json::Print(config.at("external_token_encryption_keys")), "[]\n");
  EXPECT_EQ(config.at("verbose"), false);
  EXPECT_EQ(config.at("strict_transport_security"), 0);
}

TEST(CodersdkShape, IsTheValueItself) {
  const OptionRow& row = Row("Docs URL");
  EXPECT_EQ(Shaped(row, "https://h/", Shapes::kCodersdk), "https://h/");
  EXPECT_EQ(PathIn(Row("SSH Host Prefix"), Shapes::kCodersdk), "config_ssh.DeploymentName");
}

}  // namespace
}  // namespace postern::config
