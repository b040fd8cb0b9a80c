#include "config/options.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "boost/json/array.hpp"

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
#define POSTERN_OPTION(member, kind, flag, env, group, yaml, json, visibility, default_text, name, help, ...) \
  ABSL_FLAG(Given<kind>, flag, Given<kind>{}, help);
#define POSTERN_TWIN(member, shared, ...) POSTERN_OPTION(member, __VA_ARGS__)
#define POSTERN_FLAGLESS(...)
#include "config/options.inc"

namespace postern::config {
namespace {

template <typename Kind>
absl::StatusOr<typename Kind::Value> FromNode(const YamlNode& node) {
  if constexpr (requires { Kind::FromYaml(node); }) {
    return Kind::FromYaml(node);
  } else {
    if (node.shape != YamlNode::Shape::kScalar) return absl::InvalidArgumentError("must be a single value");
    return Kind::Parse(node.text);
  }
}

template <typename Kind, auto kMember>
absl::Status Keep(Options& options, absl::StatusOr<typename Kind::Value> value) {
  if (!value.ok()) return value.status();
  options.*kMember = *std::move(value);
  return absl::OkStatus();
}

template <typename Kind, auto kMember>
absl::Status Set(Options& options, std::string_view text) {
  return Keep<Kind, kMember>(options, Kind::Parse(text));
}

template <typename Kind, auto kMember>
absl::Status SetFromYaml(Options& options, const YamlNode& node) {
  return Keep<Kind, kMember>(options, FromNode<Kind>(node));
}

using config::Add;  // Of maps; the one below would hide it.

// ChoiceArray: grows as other lists do.
void Add(std::optional<StringArray::Value>& to, std::optional<StringArray::Value> more) {
  if (more && to) more->insert(more->begin(), to->begin(), to->end());
  to = std::move(more);
}

template <auto kMember, typename Value>
void Take(Options& options, Value value) {
  if constexpr (std::is_same_v<Value, StringArray::Value>) {
    StringArray::Value& items = options.*kMember;
    if (value.empty()) items.clear();
    items.insert(items.end(), value.begin(), value.end());
  } else if constexpr (requires(Value & to) { Add(to, value); }) {
    Add(options.*kMember, std::move(value));
  } else {
    options.*kMember = std::move(value);
  }
}

template <typename Kind>
boost::json::value JsonOf(const typename Kind::Value& value, Secrets secrets) {
  if constexpr (requires { Kind::Json(value, secrets); }) {
    return Kind::Json(value, secrets);
  } else if constexpr (std::is_same_v<typename Kind::Value, std::optional<StringArray::Value>>) {
    return value ? boost::json::value(boost::json::array(value->begin(), value->end())) : nullptr;
  } else if constexpr (Kind::kType == Type::kStringArray) {
    return value.empty() ? nullptr : boost::json::value(boost::json::array(value.begin(), value.end()));
  } else if constexpr (Kind::kType == Type::kDuration) {
    return std::int64_t{value.count()};
  } else {
    return boost::json::value(value);
  }
}

std::string WithHyphens(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', '-');
  return text;
}

std::string YamlPath(const Group* group, std::string_view key) {
  return key.empty() ? "" : YamlPrefix(group) + std::string(key);
}

// What a row with a flag and one without have in common.
template <typename Kind, auto kMember, auto kOrigin>
OptionRow MakeRow(std::string_view member, std::string_view env, const Group* group, std::string_view yaml,
                  std::string_view json, Visibility visibility, std::string_view default_text, std::string_view name,
                  std::string_view help, OptionRow::Extras extras) {
  OptionRow row;
  row.name = name;
  row.member = member;
  row.env = env;
  row.group = group;
  row.yaml_path = YamlPath(group, yaml);
  row.json_path = json;
  row.visibility = visibility;
  row.default_text = default_text;
  row.help = help;
  row.type = Kind::kType;
  row.choices = ChoicesOf<Kind>();
  row.extras = extras;
  row.origin = kOrigin;
  row.set = &Set<Kind, kMember>;
  row.set_from_yaml = &SetFromYaml<Kind, kMember>;
  row.json = [](const Options& options, Secrets secrets) { return JsonOf<Kind>(options.*kMember, secrets); };
  row.text = [](const Options& options) { return Kind::Print(options.*kMember); };
  return row;
}

OptionRow WithFlag(OptionRow row, std::string_view variable, void (*take)(Options&)) {
  row.flag_variable = variable;
  row.flag = WithHyphens(variable);
  row.take_flag = take;
  return row;
}

std::vector<OptionRow> MakeTable() {
  std::vector<OptionRow> rows;
#define POSTERN_FLAGLESS(member, kind, env, group, yaml, json, visibility, default_text, name, help, ...)       \
  rows.push_back(MakeRow<kind, &Options::member, &Origins::member>(#member, env, group, yaml, json, visibility, \
                                                                   default_text, name, help, {__VA_ARGS__}));
#define POSTERN_TWIN(own, shared, kind, flag, env, group, yaml, json, visibility, default_text, name, help, ...) \
  rows.push_back(                                                                                                \
      WithFlag(MakeRow<kind, &Options::shared, &Origins::own>(#shared, env, group, yaml, json, visibility,       \
                                                              default_text, name, help, {__VA_ARGS__}),          \
               #flag, [](Options& options) { Take<&Options::shared>(options, absl::GetFlag(FLAGS_##flag).value); }));
#define POSTERN_OPTION(member, ...) POSTERN_TWIN(member, member, __VA_ARGS__)
#include "config/options.inc"
  return rows;
}

bool StandsBefore(const OptionRow* a, const OptionRow* b) {
  const bool a_is_ours = a->group == &kPostern;
  const bool b_is_ours = b->group == &kPostern;
  return a_is_ours == b_is_ours ? a->name < b->name : b_is_ours;
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

const std::vector<const OptionRow*>& TableByName() {
  static const auto& sorted = *new std::vector<const OptionRow*>([] {
    std::vector<const OptionRow*> rows;
    for (const OptionRow& row : Table()) rows.push_back(&row);
    std::sort(rows.begin(), rows.end(), StandsBefore);
    return rows;
  }());
  return sorted;
}

const OptionRow* FindByName(std::string_view name) {
  for (const OptionRow& row : Table()) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

std::vector<std::string_view> Annotations(const OptionRow& row) {
  std::vector<std::string_view> names;
  if (row.extras.enterprise) names.push_back("enterprise");
  if (row.extras.for_proxies) names.push_back("external_workspace_proxies");
  if (row.type == Type::kDuration) names.push_back("format_duration");
  if (row.is_secret()) names.push_back("secret");
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
