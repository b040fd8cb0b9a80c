#include "config/structs.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "boost/json/array.hpp"
#include "boost/json/object.hpp"
#include "boost/json/serialize.hpp"
#include "config/records.h"
#include "json/decode.h"

namespace postern::config {
namespace {

// In the order in which they are shown.
constexpr std::array kSupportLink = {
    Part<SupportLink>{"name", &SupportLink::name},
    Part<SupportLink>{"target", &SupportLink::target},
    Part<SupportLink>{"icon", &SupportLink::icon},
};
using Provider = ExternalAuthProvider;
constexpr std::array kProvider = {
    Part<Provider>{"type", &Provider::type},
    Part<Provider>{"client_id", &Provider::client_id},
    Part<Provider>{"client_secret", &Provider::client_secret, kSecret},
    Part<Provider>{"id", &Provider::id},
    Part<Provider>{"auth_url", &Provider::auth_url},
    Part<Provider>{"token_url", &Provider::token_url},
    Part<Provider>{"validate_url", &Provider::validate_url},
    Part<Provider>{"app_install_url", &Provider::app_install_url},
    Part<Provider>{"app_installations_url", &Provider::app_installations_url},
    Part<Provider>{"no_refresh", &Provider::no_refresh},
    Part<Provider>{"scopes", &Provider::scopes},
    Part<Provider>{"extra_token_keys", &Provider::extra_token_keys, kSecret},
    Part<Provider>{"device_flow", &Provider::device_flow},
    Part<Provider>{"device_code_url", &Provider::device_code_url},
    Part<Provider>{"regex", &Provider::regex},
    Part<Provider>{"display_name", &Provider::display_name},
    Part<Provider>{"display_icon", &Provider::display_icon},
};
constexpr std::array kAiProvider = {
    Part<AiProvider>{"type", &AiProvider::type},
    Part<AiProvider>{"api_key", &AiProvider::api_key, kSecret},
    Part<AiProvider>{"models", &AiProvider::models},
    Part<AiProvider>{"base_url", &AiProvider::base_url},
};

template <typename Map>
absl::StatusOr<std::optional<Map>> ReadMap(const YamlNode& node) {
  if (IsNothing(node)) return std::nullopt;
  if (node.shape != YamlNode::Shape::kMapping) return MustBe("a map");
  std::optional<Map> map(std::in_place);
  for (const auto& [key, value] : node.entries) {
    if (key.shape != YamlNode::Shape::kScalar) return MustBe("a map with single words as keys");
    typename Map::mapped_type read{};
    if (const absl::Status status = Read(value, read); !status.ok()) return status;
    (*map)[key.text] = std::move(read);
  }
  return map;
}

template <typename Map>
boost::json::value MapJson(const std::optional<Map>& map) {
  if (!map) return nullptr;
  boost::json::object object;
  for (const auto& [key, value] : *map) object[key] = ToJson(value);
  return object;
}

absl::StatusOr<ListMap::Value> CheckUuids(absl::StatusOr<ListMap::Value> map) {
  if (!map.ok() || !*map) return map;
  for (auto& [key, ids] : **map) {
    for (std::string& id : ids) {
      std::optional<std::string> canonical = json::ParseUuid(id);
      if (!canonical) return absl::InvalidArgumentError("names what is no UUID");
      id = *std::move(canonical);
    }
  }
  return map;
}

// The text as YAML; the empty text is nothing, and so are spaces.
absl::StatusOr<YamlNode> ParseText(std::string_view text) {
  return text.find_first_not_of(" \n") == std::string_view::npos ? YamlNode() : ParseYaml(std::string(text));
}

// A list of records of the file: an empty one is none.
template <typename List>
absl::StatusOr<List> NoneIfEmpty(absl::StatusOr<List> list) {
  if (list.ok() && *list && (*list)->empty()) list->reset();
  return list;
}

template <typename Record, std::size_t kCount>
absl::StatusOr<std::optional<std::vector<Record>>> ReadList(const YamlNode& node,
                                                            const std::array<Part<Record>, kCount>& parts) {
  if (IsNothing(node)) return std::nullopt;
  return ReadRecords(node, parts);
}

template <typename Record, std::size_t kCount>
boost::json::value ListJson(const std::optional<std::vector<Record>>& list,
                            const std::array<Part<Record>, kCount>& parts, Secrets secrets) {
  if (!list) return nullptr;
  return RecordsJson(*list, parts, secrets);
}

// Text that Parse reads back: nothing is the empty text.
template <typename Kind>
std::string PrintJson(const typename Kind::Value& value) {
  const boost::json::value json = Kind::Json(value, Secrets::kShown);
  return json.is_null() ? "" : boost::json::serialize(json);
}

template <typename Kind>
absl::StatusOr<typename Kind::Value> ParseAs(std::string_view text,
                                             absl::StatusOr<typename Kind::Value> (*read)(const YamlNode&)) {
  const absl::StatusOr<YamlNode> node = ParseText(text);
  if (!node.ok()) return node.status();
  return read(*node);
}

absl::StatusOr<SupportLinks::Value> ReadSupportLinks(const YamlNode& node) {
  return ReadList(node, kSupportLink);
}
absl::StatusOr<ExternalAuth::Value> ReadProviders(const YamlNode& node) {
  return ReadList(node, kProvider);
}

}  // namespace

absl::StatusOr<TextMap::Value> TextMap::Parse(std::string_view text) {
  return ParseAs<TextMap>(text, FromYaml);
}
absl::StatusOr<TextMap::Value> TextMap::FromYaml(const YamlNode& node) {
  return ReadMap<std::map<std::string, std::string>>(node);
}
std::string TextMap::Print(const Value& value) {
  return PrintJson<TextMap>(value);
}
boost::json::value TextMap::Json(const Value& value, Secrets) {
  return MapJson(value);
}

absl::StatusOr<ListMap::Value> ListMap::Parse(std::string_view text) {
  return ParseAs<ListMap>(text, FromYaml);
}
absl::StatusOr<ListMap::Value> ListMap::FromYaml(const YamlNode& node) {
  return ReadMap<std::map<std::string, Texts>>(node);
}
std::string ListMap::Print(const Value& value) {
  return PrintJson<ListMap>(value);
}
boost::json::value ListMap::Json(const Value& value, Secrets) {
  return MapJson(value);
}

absl::StatusOr<ListMap::Value> UuidListMap::Parse(std::string_view text) {
  return CheckUuids(ListMap::Parse(text));
}
absl::StatusOr<ListMap::Value> UuidListMap::FromYaml(const YamlNode& node) {
  return CheckUuids(ListMap::FromYaml(node));
}

absl::StatusOr<SupportLinks::Value> SupportLinks::Parse(std::string_view text) {
  return ParseAs<SupportLinks>(text, ReadSupportLinks);
}
absl::StatusOr<SupportLinks::Value> SupportLinks::FromYaml(const YamlNode& node) {
  return NoneIfEmpty(ReadSupportLinks(node));
}
std::string SupportLinks::Print(const Value& value) {
  return PrintJson<SupportLinks>(value);
}
boost::json::value SupportLinks::Json(const Value& value, Secrets secrets) {
  return ListJson(value, kSupportLink, secrets);
}

absl::StatusOr<ExternalAuth::Value> ExternalAuth::Parse(std::string_view text) {
  return ParseAs<ExternalAuth>(text, ReadProviders);
}
absl::StatusOr<ExternalAuth::Value> ExternalAuth::FromYaml(const YamlNode& node) {
  return NoneIfEmpty(ReadProviders(node));
}
std::string ExternalAuth::Print(const Value& value) {
  return PrintJson<ExternalAuth>(value);
}
boost::json::value ExternalAuth::Json(const Value& value, Secrets secrets) {
  return ListJson(value, kProvider, secrets);
}
bool ExternalAuth::IsSecret(std::string_view key) {
  return IsSecretPart(kProvider, key);
}

absl::StatusOr<Ai::Value> Ai::Parse(std::string_view text) {
  return ParseAs<Ai>(text, FromYaml);
}

absl::StatusOr<Ai::Value> Ai::FromYaml(const YamlNode& node) {
  if (IsNothing(node)) return Value();
  if (node.shape != YamlNode::Shape::kMapping) return MustBe("a map with the key providers");
  for (const auto& [key, value] : node.entries) {
    if (key.text == "providers" && !IsNothing(value)) return ReadRecords(value, kAiProvider);
  }
  return Value();
}

std::string Ai::Print(const Value& value) {
  return PrintJson<Ai>(value);
}
boost::json::value Ai::Json(const Value& value, Secrets secrets) {
  if (value.empty()) return boost::json::object();
  return {{"providers", RecordsJson(value, kAiProvider, secrets)}};
}
bool Ai::IsSecret(std::string_view key) {
  return IsSecretPart(kAiProvider, key);
}

void Add(TextMap::Value& to, TextMap::Value more) {
  if (more && to) more->merge(*to);
  to = std::move(more);
}

void Add(ListMap::Value& to, ListMap::Value more) {
  if (more && to) more->merge(*to);
  to = std::move(more);
}

}  // namespace postern::config
