#include "tests/contract/deployment_schema.h"

#include <map>
#include <string>
#include <string_view>

#include "boost/json/array.hpp"

namespace postern::contract {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;
using config::OptionRow;
using config::Shapes;
using config::Type;

constexpr std::string_view kReferences = "#/components/schemas/";

// The schemas of the values that have parts, by where they stand.
constexpr std::pair<std::string_view, std::string_view> kStructs[] = {
    {"ai", "AiProviders"},
    {"external_auth", "ExternalAuth"},
    {"oidc.auth_url_params", "TextMap"},
    {"oidc.group_mapping", "TextMap"},
    {"oidc.organization_mapping", "ListMap"},
    {"oidc.user_role_mapping", "ListMap"},
    {"support.links", "SupportLinks"},
};

object Reference(std::string_view schema) {
  return {{"$ref", std::string(kReferences) + std::string(schema)}};
}

object OfType(std::string_view type) {
  return {{"type", type}};
}

object Record(object properties, array required) {
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

object OrNull(object schema) {
  return {{"anyOf", {std::move(schema), OfType("null")}}};
}

std::string_view StructSchema(std::string_view path) {
  for (const auto& [at, schema] : kStructs) {
    if (at == path) return schema;
  }
  return "";
}

object StructValue(std::string_view path, Shapes shapes) {
  const object schema = Reference(StructSchema(path));
  const bool reference = shapes == Shapes::kReference;
  if (path == "ai") {
    object providers = Record({{"providers", schema}}, reference ? array{"providers"} : array{});
    return reference ? Record({{"value", std::move(providers)}}, {"value"}) : providers;
  }
  if (!reference) return OrNull(schema);
  const bool is_list = path == "external_auth" || path == "support.links";
  return is_list ? Record({{"value", schema}}, {"value"}) : schema;
}

object Value(const OptionRow& row, Shapes shapes) {
  const bool reference = shapes == Shapes::kReference;
  switch (row.type) {
    case Type::kBool:
      return OfType("boolean");
    case Type::kInt64:
    case Type::kDuration:
      return OfType("integer");
    case Type::kStringArray:
      return reference ? Reference("Texts") : OrNull(Reference("Texts"));
    case Type::kUrl:
      return reference ? Reference("Url") : OfType("string");
    case Type::kHostPort:
      return reference ? Reference("HostPort") : OfType("string");
    case Type::kRegexp:
      return reference ? Reference("Regexp") : OfType("string");
    case Type::kStruct:
      return StructValue(row.json_path, shapes);
    case Type::kString:
    case Type::kEnum:
    case Type::kConfigPath:
      break;
  }
  return OfType("string");
}

// A level of the document: its keys, those that hold further levels, and those that are always there.
struct Level {
  object values;
  std::map<std::string, Level> levels;
  array required;
};

object Schema(Level level) {
  for (auto& [name, below] : level.levels) {
    level.values[name] = Schema(std::move(below));
    level.required.emplace_back(name);
  }
  return Record(std::move(level.values), std::move(level.required));
}

void Add(Level& root, const OptionRow& row, Shapes shapes) {
  Level* level = &root;
  const std::string whole = config::PathIn(row, shapes);
  std::string_view path = whole;
  for (std::size_t dot = path.find('.'); dot != path.npos; dot = path.find('.')) {
    level = &level->levels[std::string(path.substr(0, dot))];
    path.remove_prefix(dot + 1);
  }
  const std::string key(path);
  if (level->values.contains(key)) return;  // Twins share a value.
  level->values[key] = Value(row, shapes);
  if (shapes == Shapes::kReference || !row.extras.omit_zero) level->required.emplace_back(key);
}

}  // namespace

object DeploymentConfigSchema(Shapes shapes) {
  Level root;
  for (const OptionRow& row : config::Table()) {
    if (!row.json_path.empty()) Add(root, row, shapes);
  }
  Level& telemetry = root.levels["telemetry"];
  telemetry.values["trace"] = OfType("boolean");  // No option sets it any more.
  telemetry.required.emplace_back("trace");
  return Record({{"config", Schema(std::move(root))}, {"options", {{"type", "array"}, {"items", Reference("Option")}}}},
                {"config", "options"});
}

}  // namespace postern::contract
