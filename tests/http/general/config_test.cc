// The deployment document of running sites: every option given by each source and by all at once, who may read it, and
// where no secret is.
#include <filesystem>
#include <fstream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "boost/json/serialize.hpp"
#include "config/shapes.h"
#include "tests/support/answers.h"
#include "tests/support/option_samples.h"

namespace postern::test {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;
using config::OptionRow;
using config::Shapes;
using config::Source;

constexpr char kConfig[] = "/api/v2/deployment/config";

std::vector<std::string> FlagsOfSamples() {
  std::vector<std::string> flags;
  for (const OptionRow& row : config::Table()) {
    if (SuitsASite(row) && !row.flag.empty()) flags.push_back(absl::StrCat("--", row.flag, "=", SampleOf(row).text));
  }
  return flags;
}

// JSON is YAML.
value FileValue(const OptionRow& row) {
  OptionSample sample = SampleOf(row);
  if (row.type == config::Type::kStruct) return boost::json::parse(sample.text);
  const bool is_text = row.type == config::Type::kDuration || row.type == config::Type::kUrl;
  return is_text ? value(boost::json::string(sample.text)) : std::move(sample.value);
}

std::string FileOfSamples() {
  object root;
  for (const OptionRow& row : config::Table()) {
    if (!SuitsASite(row) || row.yaml_path.empty()) continue;
    object* at = &root;
    std::string_view path = row.yaml_path;
    for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
      at = &at->emplace(path.substr(0, dot), object()).first->value().get_object();
      path.remove_prefix(dot + 1);
    }
    at->emplace(path, FileValue(row));
  }
  return boost::json::serialize(root);
}

// A site that was given every option by these sources, and its document.
class Given {
 public:
  explicit Given(std::vector<Source> sources) : sources_(std::move(sources)), folder_(MakeFolder()) {
    Environment environment;
    std::vector<std::string> flags;
    if (Uses(Source::kEnv)) environment = EnvironmentOfSamples();
    if (Uses(Source::kFlag)) flags = FlagsOfSamples();
    if (Uses(Source::kYaml)) {
      std::ofstream(folder_ + "/options.yaml") << FileOfSamples();
      flags.push_back(absl::StrCat("--config=", folder_, "/options.yaml"));
    }
    if (sources_.size() > 1) flags.push_back("--response-shapes=codersdk");
    site_ = std::make_unique<Site>(environment, flags);
    document_ = site_->owner().client.Get(kConfig).Json();
  }
  Given(const Given&) = delete;
  Given& operator=(const Given&) = delete;
  ~Given() { std::filesystem::remove_all(folder_); }

  Site& site() const { return *site_; }
  const value& document() const { return document_; }
  bool Uses(Source source) const { return std::find(sources_.begin(), sources_.end(), source) != sources_.end(); }
  Shapes shapes() const { return sources_.size() > 1 ? Shapes::kCodersdk : Shapes::kReference; }

  // Where the option is from, by the most binding source that could give it.
  Source Expected(const OptionRow& row) const {
    if (Uses(Source::kFlag) && !row.flag.empty()) return Source::kFlag;
    if (Uses(Source::kEnv) && !row.env.empty()) return Source::kEnv;
    return Uses(Source::kYaml) && !row.yaml_path.empty() ? Source::kYaml : Source::kNone;
  }

  // Lists of flag and variable add up.
  value Wanted(const OptionRow& row) const {
    value wanted = SampleOf(row).value;
    const bool both = Uses(Source::kFlag) && Uses(Source::kEnv) && !row.flag.empty() && !row.env.empty();
    if (!both || row.type != config::Type::kStringArray) return wanted;
    const array once = wanted.get_array();
    wanted.get_array().insert(wanted.get_array().end(), once.begin(), once.end());
    return wanted;
  }

 private:
  const std::vector<Source> sources_;
  const std::string folder_;
  std::unique_ptr<Site> site_;
  value document_;
};

// Started once each, by the first test that asks.
const Given& By(const std::string& which) {
  static const auto& all = *new std::vector<Source>{Source::kFlag, Source::kEnv, Source::kYaml};
  if (which == "Flag") {
    static const Given given({Source::kFlag});
    return given;
  }
  if (which == "Variable") {
    static const Given given({Source::kEnv});
    return given;
  }
  if (which == "File") {
    static const Given given({Source::kYaml});
    return given;
  }
  static const Given given(all);
  return given;
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

const object& Option(const value& document, std::string_view name) {
  for (const value& option : document.at("options").get_array()) {
    if (option.at("name").as_string() == name) return option.get_object();
  }
  throw std::runtime_error("no option " + std::string(name));
}

class ConfigGivenBy : public testing::TestWithParam<const char*> {
 protected:
  // Every option that the sources of the site can give; the site itself has its access URL by a variable.
  template <typename Check>
  void ForEach(Check check) const {
    const Given& given = By(GetParam());
    for (const OptionRow& row : config::Table()) {
      const Source source = given.Expected(row);
      const bool is_outranked = row.member == "access_url" && source == Source::kYaml;
      if (SuitsASite(row) && source != Source::kNone && !is_outranked) check(given, row, source);
    }
  }
};

TEST_P(ConfigGivenBy, ShowsEveryOptionsValueAndSource) {
  std::size_t seen = 0;
  ForEach([&](const Given& given, const OptionRow& row, Source source) {
    const object& option = Option(given.document(), row.name);
    EXPECT_TRUE(option.at("value_source").as_string() == config::SourceName(source)) << row.name;
    EXPECT_EQ(option.contains("value"), !row.is_secret()) << row.name;
    if (row.is_secret()) return;
    const value& shown = option.at("value");
    EXPECT_EQ(row.type == config::Type::kEnum ? shown.at("Value") : shown, given.Wanted(row)) << row.name;
    ++seen;
  });
  EXPECT_GT(seen, 140U);
}

TEST_P(ConfigGivenBy, ShowsEveryValueAtItsPlace) {
  ForEach([](const Given& given, const OptionRow& row, Source) {
    if (row.json_path.empty()) return;
    const value* found = Find(given.document().at("config"), PathIn(row, given.shapes()));
    value wanted = row.is_secret() ? row.json(config::Options{}, config::Secrets::kHidden) : given.Wanted(row);
    if (IsLeftOut(row, wanted, given.shapes())) {
      EXPECT_EQ(found, nullptr) << row.name;
    } else {
      ASSERT_NE(found, nullptr) << row.name;
      EXPECT_EQ(*found, Shaped(row, std::move(wanted), given.shapes())) << row.name;
    }
  });
}

TEST_P(ConfigGivenBy, ShowsNoSecretAnywhere) {
  const Given& given = By(GetParam());
  const Client client = given.site().owner().client;
  std::string all = given.site().Output();
  for (const char* path : {kConfig, "/api/v2/deployment/ssh", "/api/v2/deployment/llms", "/api/v2/buildinfo",
                           "/api/v2/users/authmethods", "/api/v2/experiments", "/api/v2/users/me", "/readyz"}) {
    const Reply reply = client.Get(path);
    EXPECT_EQ(reply.status, 200) << path << ": " << reply.body;
    all += reply.body;
    for (const auto& [name, text] : reply.headers) all += name + ": " + text + "\n";
  }
  for (const auto& file : std::filesystem::directory_iterator(given.site().folder() + "/data/log")) {
    all += ReadFile(file.path());
  }
  EXPECT_EQ(all.find("canary"), std::string::npos);
  for (const OptionRow& row : config::Table()) {
    if (row.is_secret()) {
      EXPECT_EQ(all.find(SampleOf(row).text), std::string::npos) << row.name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sources, ConfigGivenBy, testing::Values("Flag", "Variable", "File", "All"),
                         [](const auto& param) { return std::string(param.param); });

TEST(ConfigAtDefaults, HasTheTablesValuesAndSources) {
  const value document = Shared().owner().client.Get(kConfig).Json();
  std::size_t defaults = 0;
  for (const OptionRow& row : config::Table()) {
    const object& option = Option(document, row.name);
    const value* source = option.if_contains("value_source");
    if (source == nullptr || *source != "default" || row.default_text.empty()) continue;
    config::Options options;
    ASSERT_TRUE(row.set(options, row.default_text).ok()) << row.name;
    const bool is_limit = row.member == "api_rate_limit";  // Limits on the rate are off in this site.
    const value wanted = is_limit ? value(-1) : row.json(options, config::Secrets::kHidden);
    EXPECT_EQ(row.type == config::Type::kEnum ? option.at("value").at("Value") : option.at("value"), wanted)
        << row.name;
    ++defaults;
  }
  EXPECT_GT(defaults, 80U);
}

TEST(ConfigDocument, IsFramedAsJsonInOneLine) {
  const Reply reply = Shared().owner().client.Get(std::string(kConfig) + "?format=yaml");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.Header("Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(reply.body.find('\n'), reply.body.size() - 1);
}

TEST(ConfigDocument, IsForOwnersAndAuditorsAlone) {
  Site& site = Shared();
  EXPECT_EQ(site.NewUser({"auditor"}).client.Get(kConfig).status, 200);
  for (const auto& roles : std::vector<std::vector<std::string>>{{}, {"user-admin"}, {"template-admin"}}) {
    EXPECT_TRUE(IsEnvelope(site.NewUser(roles).client.Get(kConfig), 403, "Forbidden."));
  }
  EXPECT_TRUE(IsEnvelope(site.anonymous().Get(kConfig), 401));
}

TEST(ConfigDocument, IsNotForTokensOfApplications) {
  Site& site = Shared();
  const std::string token = site.CreateToken(site.owner().client, {{"scope", "application_connect"}});
  EXPECT_EQ(site.anonymous().WithToken(token).Get(kConfig).status, 403);
}

TEST(ConfigDocument, CanOnlyBeRead) {
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
    EXPECT_TRUE(IsEnvelope(Shared().owner().client.Send(method, kConfig), 405)) << method;
    EXPECT_TRUE(IsEnvelope(Shared().anonymous().Send(method, kConfig), 401)) << method;
  }
}

}  // namespace
}  // namespace postern::test
