#include "config/document.h"

#include <fstream>
#include <set>
#include <sstream>

#include "config/shown.h"
#include "json/print.h"
#include "loading.h"
#include "tests/support/option_samples.h"

namespace postern::config {
namespace {

using boost::json::value;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// Options with a sample of every option, by a variable where that is not said otherwise.
struct Sampled {
  Options options;
  Origins origins;

  Sampled() {
    for (const OptionRow& row : Table()) {
      const std::string text = test::SampleOf(row).text;
      EXPECT_TRUE(row.set(options, text).ok()) << row.name << ": " << text;
      origins.*row.origin = {Source::kEnv, std::string(row.env), text, std::string(row.default_text)};
    }
  }
};

const Sampled& Samples() {
  static const Sampled& samples = *new Sampled;
  return samples;
}

const value* Find(const value& document, std::string_view path) {
  const value* at = &document;
  while (at != nullptr && !path.empty()) {
    const std::size_t dot = path.find('.');
    at = at->is_object() ? at->get_object().if_contains(path.substr(0, dot)) : nullptr;
    path.remove_prefix(dot == std::string_view::npos ? path.size() : dot + 1);
  }
  return at;
}

const boost::json::object& Option(const boost::json::array& list, std::string_view name) {
  for (const value& option : list) {
    if (option.at("name").as_string() == name) return option.get_object();
  }
  throw std::runtime_error("no option " + std::string(name));
}

std::string Keys(const boost::json::object& object) {
  std::string keys;
  for (const auto& member : object) keys += (keys.empty() ? "" : " ") + std::string(member.key());
  return keys;
}

TEST(DocumentText, HasBothPartsAndOneLineBreak) {
  const Loaded loaded = MustLoad({});
  const std::string text = Document(loaded.options, loaded.origins, Shapes::kReference);
  EXPECT_THAT(text, StartsWith("{\"config\":{\"verbose\":false,\"access_url\":{\"forceQuery\":false,"));
  EXPECT_THAT(text, HasSubstr("},\"options\":[{\"name\":\"AI\","));
  EXPECT_EQ(text.find('\n'), text.size() - 1);
}

TEST(ConfigAtDefaults, IsInCodersdkShapesWhatClientsKnow) {
  std::ifstream file(POSTERN_SOURCE_DIR "/tests/unit/config/config_at_defaults.json");
  std::string wanted;
  for (std::string line; std::getline(file, line);) wanted += line;
  const Loaded loaded = MustLoad({}, {"HOME=/home/u"});
  EXPECT_EQ(json::Print(ConfigValues(loaded.options, Shapes::kCodersdk)), wanted + "\n");
}

TEST(ConfigAtDefaults, HasEveryKeyInReferenceShapes) {
  const value config = ConfigValues(MustLoad({}).options, Shapes::kReference);
  for (const OptionRow& row : Table()) {
    if (row.json_path.empty()) continue;
    const value* found = Find(config, PathIn(row, Shapes::kReference));
    ASSERT_NE(found, nullptr) << row.name;
    EXPECT_FALSE(found->is_null()) << row.name;
  }
  EXPECT_EQ(config.get_object().size(), 64U);
}

TEST(ConfigAtDefaults, SaysThatTracesAreNotReported) {
  for (const Shapes shapes : {Shapes::kReference, Shapes::kCodersdk}) {
    const boost::json::object config = ConfigValues(Defaults(), shapes);
    EXPECT_EQ(Keys(config.at("telemetry").get_object()), "enable trace url");
    EXPECT_EQ(config.at("telemetry").at("trace"), false);
  }
}

TEST(ConfigValuesTest, ShowEveryPublicOptionAsCodersdkKnowsIt) {
  const value config = ConfigValues(Samples().options, Shapes::kCodersdk);
  for (const OptionRow& row : Table()) {
    if (row.json_path.empty() || row.is_secret()) continue;
    const value wanted = test::SampleOf(row).value;
    const value* found = Find(config, row.json_path);
    if (row.extras.omit_zero && wanted == value(false)) {
      EXPECT_EQ(found, nullptr) << row.name;
    } else {
      ASSERT_NE(found, nullptr) << row.name;
      EXPECT_EQ(*found, wanted) << row.name;
    }
  }
}

TEST(ConfigValuesTest, LeaveSecretsOutOrEmptyForCodersdk) {
  const value config = ConfigValues(Samples().options, Shapes::kCodersdk);
  for (const char* key : {"pg_connection_url", "scim_api_key", "external_token_encryption_keys"}) {
    EXPECT_EQ(Find(config, key), nullptr) << key;
  }
  for (const char* path : {"oauth2.github.client_secret", "oidc.client_secret", "trace.honeycomb_api_key",
                           "provisioner.daemon_psk", "notifications.email.auth.password"}) {
    ASSERT_NE(Find(config, path), nullptr) << path;
    EXPECT_EQ(*Find(config, path), "") << path;
  }
}

TEST(ConfigValuesTest, KeepObjectsWhoseKeysAreAllLeftOut) {
  const boost::json::object config = ConfigValues(Options{}, Shapes::kCodersdk);
  EXPECT_EQ(json::Print(config.at("http_cookies")), "{}\n");
  EXPECT_FALSE(config.contains("verbose"));
  EXPECT_TRUE(config.at("external_auth").is_null());
}

TEST(ConfigValuesTest, KeepNumbersOfSixtyFourBits) {
  Options options;
  options.max_token_lifetime = std::chrono::nanoseconds::max();
  options.strict_transport_security = std::numeric_limits<std::int64_t>::min();
  const std::string text = json::Print(ConfigValues(options, Shapes::kReference));
  EXPECT_THAT(text, HasSubstr("\"max_token_lifetime\":9223372036854775807,"));
  EXPECT_THAT(text, HasSubstr("\"strict_transport_security\":-9223372036854775808,"));
}

TEST(OptionListTest, IsByNameWithOursLast) {
  const boost::json::array list = OptionList(Options{}, Origins{});
  ASSERT_EQ(list.size(), Table().size());
  std::string before;
  bool ours = false;
  for (const value& option : list) {
    const std::string name(option.at("name").as_string());
    const bool is_ours = FindByName(name)->group == &kPostern;
    EXPECT_FALSE(ours && !is_ours) << name;
    if (is_ours == ours) {
      EXPECT_LT(before, name);
    }
    ours = is_ours;
    before = name;
  }
}

TEST(OptionListTest, HasTheKeysOfAnOptionInTheirOrder) {
  const boost::json::array list = OptionList(Samples().options, Samples().origins);
  EXPECT_EQ(Keys(Option(list, "Verbose")),
            "name description flag flag_shorthand env yaml value annotations group use_instead hidden value_source");
  EXPECT_EQ(Keys(Option(list, "Session Duration")),
            "name description flag env yaml default value annotations group value_source");
  EXPECT_EQ(Keys(Option(list, "Postgres Connection URL")), "name description flag env annotations value_source");
  EXPECT_EQ(Keys(Option(OptionList(Options{}, Origins{}), "AI")), "name description yaml value hidden");
}

TEST(OptionListTest, ShowsEveryPublicValueAndWhereItIsFrom) {
  const boost::json::array list = OptionList(Samples().options, Samples().origins);
  for (const OptionRow& row : Table()) {
    const boost::json::object& option = Option(list, row.name);
    EXPECT_EQ(option.at("value_source"), "env") << row.name;
    if (row.is_secret()) {
      EXPECT_FALSE(option.contains("value")) << row.name;
    } else {
      const value& shown = option.at("value");
      EXPECT_EQ(row.type == Type::kEnum ? shown.at("Value") : shown, test::SampleOf(row).value) << row.name;
    }
  }
}

TEST(OptionListTest, TakesChoicesApart) {
  const boost::json::array list = OptionList(Defaults(), Origins{});
  EXPECT_EQ(json::Print(Option(list, "Postgres Auth").at("value")),
            "{\"Choices\":[\"password\",\"awsiamrds\"],\"Value\":\"password\"}\n");
}

TEST(OptionListTest, ShowsGroupsFromTheLeaf) {
  const boost::json::array list = OptionList(Defaults(), Origins{});
  EXPECT_EQ(json::Print(Option(list, "HTTP Address").at("group")),
            "{\"parent\":{\"name\":\"Networking\",\"yaml\":\"networking\"},\"name\":\"HTTP\",\"yaml\":\"http\"}\n");
  EXPECT_EQ(Keys(Option(list, "Config Path").at("group").get_object()), "name description");
}

TEST(OptionListTest, ShowsWhatReplacedAnOptionWithoutASource) {
  const boost::json::array list = OptionList(Samples().options, Samples().origins);
  const boost::json::object& plain = Option(list, "Notifications: Email: Hello").at("use_instead").at(0).get_object();
  EXPECT_EQ(plain.at("name"), "Email: Hello");
  EXPECT_EQ(plain.at("value"), "mark-email-hello-x");
  EXPECT_FALSE(plain.contains("value_source"));
  const value& secret = Option(list, "Notifications: Email Auth: Password").at("use_instead").at(0);
  EXPECT_FALSE(secret.get_object().contains("value"));
  EXPECT_EQ(Option(list, "Address").at("use_instead").get_array().size(), 2U);
}

TEST(Canary, NoSecretIsInTheDocument) {
  for (const Shapes shapes : {Shapes::kReference, Shapes::kCodersdk}) {
    const std::string text = Document(Samples().options, Samples().origins, shapes);
    EXPECT_THAT(text, Not(HasSubstr("canary")));
    for (const OptionRow& row : Table()) {
      if (row.is_secret()) {
        EXPECT_THAT(text, Not(HasSubstr(test::SampleOf(row).text))) << row.name;
      }
    }
  }
}

TEST(Canary, WhateverDoesNotSayThatItIsPublicIsSecret) {
  EXPECT_EQ(OptionRow().visibility, kSecret);
  std::set<std::string_view> secrets;
  for (const OptionRow& row : Table()) {
    if (row.is_secret()) secrets.insert(row.flag);
  }
  EXPECT_EQ(secrets.size(), 9U);
}

struct Credentials {
  const char* text;
  const char* shown;
};

class WithoutCredentialsTest : public testing::TestWithParam<Credentials> {};

TEST_P(WithoutCredentialsTest, GivesTheRest) {
  EXPECT_EQ(WithoutCredentials(GetParam().text), GetParam().shown);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, WithoutCredentialsTest,
    testing::Values(Credentials{"https://u:p@h/x?y#z", "https://h/x?y#z"}, Credentials{"http://u@h", "http://h"},
                    Credentials{"//u:p@h/x", "//h/x"}, Credentials{"https://a@b:c@h/", "https://h/"},
                    Credentials{"see https://u:p@h/, or http://u@i", "see https://h/, or http://i"},
                    Credentials{"https://u:p/w@h/x", "https://h/x"}, Credentials{"https://u:p#w@h/x", "https://h/x"},
                    Credentials{"https://u:p w@h/x", "https://h/x"}, Credentials{"http://u:p@q@h/x", "http://h/x"},
                    Credentials{"http://u:p@h b/x", "http://h b/x"}, Credentials{"http://h:port/", "http://h:port/"},
                    Credentials{"https:u:p@h/x", "https:h/x"}, Credentials{"HTTPS:/u:p@h", "HTTPS:/h"},
                    Credentials{"https:///u:p@h/x", "https:///h/x"}, Credentials{"postgres:u:p@h", "postgres:h"},
                    Credentials{"(https:u:p@h, Http:/u@i)", "(https:h, Http:/i)"},
                    Credentials{"https://h http:/u:p@i", "https://h http:/i"}, Credentials{"odd://u:p@h", "odd://h"},
                    Credentials{"file:///a@b", "file:///a@b"},
                    Credentials{"https: someone@example.com", "https: someone@example.com"},
                    Credentials{"xhttps:a@b", "xhttps:a@b"}, Credentials{"odd:/a@b", "odd:/a@b"},
                    Credentials{"someone@example.com", "someone@example.com"}, Credentials{"mailto:a@b", "mailto:a@b"},
                    Credentials{"https://h/@scope/x", "https://h/@scope/x"},
                    Credentials{"https://h:80/?mail=a@b", "https://h:80/?mail=a@b"},
                    Credentials{"http://[::1]:80/@x", "http://[::1]:80/@x"}, Credentials{"", ""},
                    Credentials{"a//b@c", "a//b@c"}));

TEST(ShownValueTest, LooksIntoListsAndStructs) {
  Options options;
  options.additional_csp_policy = {"img-src https://u:hunter2@h"};
  options.support_links = {{{"n", "https://u:hunter2@h/x", ""}}};
  EXPECT_EQ(json::Print(ShownValue(*FindByName("Additional CSP Policy"), options)), "[\"img-src https://h\"]\n");
  EXPECT_THAT(json::Print(ShownValue(*FindByName("Support Links"), options)), HasSubstr("\"https://h/x\""));
}

TEST(ShownValueTest, LeavesPatternsAlone) {
  Options options;
  options.oidc_group_regex_filter = "^a://b@c$";
  EXPECT_EQ(ShownValue(*FindByName("OIDC Regex Group Filter"), options), "^a://b@c$");
}

}  // namespace
}  // namespace postern::config
