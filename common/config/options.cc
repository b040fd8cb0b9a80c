#include "config/options.h"

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"

namespace postern::config {
namespace {

// What Abseil keeps for a flag. A type of ours, so that Abseil reads texts by our rules and not by its own, which know
// "yes" and hexadecimal numbers.
template <typename Kind>
struct Given {
  typename Kind::Value value{};
};

template <typename Kind>
bool AbslParseFlag(absl::string_view text, Given<Kind>* given, std::string* error) {
  absl::StatusOr<typename Kind::Value> value = Kind::Parse({text.data(), text.size()});
  if (value.ok()) {
    given->value = *std::move(value);
  } else {
    *error = std::string(value.status().message());
  }
  return value.ok();
}

template <typename Kind>
std::string AbslUnparseFlag(const Given<Kind>& given) {
  return Kind::Print(given.value);
}

}  // namespace
}  // namespace postern::config

// Abseil wants its flags outside of namespaces.
using namespace postern::config;  // NOLINT: for the kinds in the rows.
#define POSTERN_OPTION(member, kind, flag, env, group, yaml, default_text, name, help, ...) \
  ABSL_FLAG(Given<kind>, flag, Given<kind>{}, help);
#include "config/options.inc"
#undef POSTERN_OPTION

namespace postern::config {
namespace {

template <typename Kind, auto kMember>
absl::Status Set(Options& options, std::string_view text) {
  absl::StatusOr<typename Kind::Value> value = Kind::Parse(text);
  if (!value.ok()) return value.status();
  options.*kMember = *std::move(value);
  return absl::OkStatus();
}

template <auto kMember, typename Value>
void Take(Options& options, Value value) {
  if constexpr (std::is_same_v<Value, StringArray::Value>) {
    StringArray::Value& items = options.*kMember;
    if (value.empty()) items.clear();
    items.insert(items.end(), value.begin(), value.end());
  } else {
    options.*kMember = std::move(value);
  }
}

std::string WithHyphens(std::string_view name) {
  std::string text(name);
  for (char& character : text) {
    if (character == '_') character = '-';
  }
  return text;
}

std::string YamlPath(const Group* group, std::string_view key) {
  return key.empty() ? "" : YamlPrefix(group) + std::string(key);
}

std::vector<OptionRow> MakeTable() {
  return {
#define POSTERN_OPTION(member, kind, flag_name, env_name, group_at, yaml_key, default_as_text, shown_name, help_text, \
                       ...)                                                                                           \
  OptionRow{                                                                                                          \
      .name = shown_name,                                                                                             \
      .flag_variable = #flag_name,                                                                                    \
      .flag = WithHyphens(#flag_name),                                                                                \
      .env = env_name,                                                                                                \
      .group = group_at,                                                                                              \
      .yaml_path = YamlPath(group_at, yaml_key),                                                                      \
      .default_text = default_as_text,                                                                                \
      .help = help_text,                                                                                              \
      .type = kind::kType,                                                                                            \
      .choices = ChoicesOf<kind>(),                                                                                   \
      .extras = {__VA_ARGS__},                                                                                        \
      .origin = &Origins::member,                                                                                     \
      .set = &Set<kind, &Options::member>,                                                                            \
      .take_flag = [](Options& options) { Take<&Options::member>(options, absl::GetFlag(FLAGS_##flag_name).value); }, \
      .text = [](const Options& options) { return kind::Print(options.member); }},
#include "config/options.inc"
#undef POSTERN_OPTION
  };
}

}  // namespace

std::string_view SourceName(Source source) {
  switch (source) {
    case Source::kNone:
      return "";
    case Source::kDefault:
      return "default";
    case Source::kYaml:
      return "yaml";
    case Source::kEnv:
      return "env";
    case Source::kFlag:
      return "flag";
  }
  return "";
}

const std::vector<OptionRow>& Table() {
  static const auto& table = *new std::vector<OptionRow>(MakeTable());
  return table;
}

std::vector<std::string_view> Annotations(const OptionRow& row) {
  std::vector<std::string_view> names;
  if (row.extras.enterprise) names.push_back("enterprise");
  if (row.extras.for_proxies) names.push_back("external_workspace_proxies");
  if (row.type == Type::kDuration) names.push_back("format_duration");
  if (row.extras.secret) names.push_back("secret");
  return names;
}

Options Defaults() {
  Options options;
  for (const OptionRow& row : Table()) {
    if (!row.default_text.empty()) row.set(options, row.default_text).IgnoreError();  // A test reads every default.
  }
  return options;
}

}  // namespace postern::config
