// The kinds of options whose values have parts: maps and lists of records. Their texts are YAML, and so JSON; unknown
// keys are passed over, missing ones are empty. In a text and in the YAML file the same rules hold but for two: an
// empty list in the file is none, and in a text it is an empty list.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "boost/json/value.hpp"
#include "config/kinds.h"
#include "config/yaml_tree.h"

namespace postern::config {

// A map from text to text. Nothing: never set, or set to nothing.
struct TextMap {
  using Value = std::optional<std::map<std::string, std::string>>;
  static constexpr Type kType = Type::kStruct;
  static absl::StatusOr<Value> Parse(std::string_view text);
  static absl::StatusOr<Value> FromYaml(const YamlNode& node);
  static std::string Print(const Value& value);
  static boost::json::value Json(const Value& value, Secrets);
};

// A map from text to a list of texts.
struct ListMap {
  using Value = std::optional<std::map<std::string, std::vector<std::string>>>;
  static constexpr Type kType = Type::kStruct;
  static absl::StatusOr<Value> Parse(std::string_view text);
  static absl::StatusOr<Value> FromYaml(const YamlNode& node);
  static std::string Print(const Value& value);
  static boost::json::value Json(const Value& value, Secrets);
};

// The same with UUIDs, which are kept in their canonical form; anything else is an error.
struct UuidListMap : ListMap {
  static absl::StatusOr<Value> Parse(std::string_view text);
  static absl::StatusOr<Value> FromYaml(const YamlNode& node);
};

struct SupportLink {
  std::string name;
  std::string target;
  std::string icon;
};

struct SupportLinks {
  using Value = std::optional<std::vector<SupportLink>>;
  static constexpr Type kType = Type::kStruct;
  static absl::StatusOr<Value> Parse(std::string_view text);
  static absl::StatusOr<Value> FromYaml(const YamlNode& node);
  static std::string Print(const Value& value);
  static boost::json::value Json(const Value& value, Secrets secrets);
};

// A service, such as one that keeps code, at which users sign in from here.
struct ExternalAuthProvider {
  std::string type;
  std::string client_id;
  std::string client_secret;  // Secret.
  std::string id;             // Empty: the type.
  std::string auth_url;
  std::string token_url;
  std::string validate_url;
  std::string app_install_url;
  std::string app_installations_url;
  bool no_refresh = false;
  std::optional<std::vector<std::string>> scopes;
  std::optional<std::vector<std::string>> extra_token_keys;  // Secret.
  bool device_flow = false;
  std::string device_code_url;
  std::string regex;  // RE2.
  std::string display_name;
  std::string display_icon;
};

struct ExternalAuth {
  using Value = std::optional<std::vector<ExternalAuthProvider>>;
  static constexpr Type kType = Type::kStruct;
  static absl::StatusOr<Value> Parse(std::string_view text);
  static absl::StatusOr<Value> FromYaml(const YamlNode& node);
  static std::string Print(const Value& value);
  static boost::json::value Json(const Value& value, Secrets secrets);
  // Whether a part of a provider, by its key, may not be shown.
  static bool IsSecret(std::string_view key);
};

// A provider of language models.
struct AiProvider {
  std::string type;                                // openai, anthropic or google.
  std::optional<std::vector<std::string>> models;  // Nothing: the provider is asked.
  std::string base_url;
  std::string api_key;  // Secret.
};

struct Ai {
  using Value = std::vector<AiProvider>;
  static constexpr Type kType = Type::kStruct;
  static absl::StatusOr<Value> Parse(std::string_view text);
  static absl::StatusOr<Value> FromYaml(const YamlNode& node);
  static std::string Print(const Value& value);
  static boost::json::value Json(const Value& value, Secrets secrets);
  // Whether a part of a provider, by its key, may not be shown.
  static bool IsSecret(std::string_view key);
};

// What a flag adds to what is there: maps are merged, and emptied where nothing is given; lists are replaced.
void Add(TextMap::Value& to, TextMap::Value more);
void Add(ListMap::Value& to, ListMap::Value more);

}  // namespace postern::config
