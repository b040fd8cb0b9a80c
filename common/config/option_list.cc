#include <string>
#include <string_view>
#include <utility>

#include "config/document.h"
#include "config/shown.h"

namespace postern::config {
namespace {

void AddUnlessEmpty(boost::json::object& object, std::string_view key, std::string_view text) {
  if (!text.empty()) object.emplace(key, text);
}

// From the leaf: the group above is inside.
boost::json::object GroupJson(const Group& group) {
  boost::json::object json;
  if (group.parent != nullptr) json.emplace("parent", GroupJson(*group.parent));
  AddUnlessEmpty(json, "name", group.name);
  AddUnlessEmpty(json, "yaml", group.yaml);
  AddUnlessEmpty(json, "description", group.description);
  return json;
}

// Clients built with codersdk take a choice apart into what was chosen and what could have been.
boost::json::value ValueJson(const OptionRow& row, const Options& options) {
  boost::json::value value = ShownValue(row, options);
  if (row.type != Type::kEnum) return value;
  return {{"Choices", boost::json::array(row.choices.begin(), row.choices.end())}, {"Value", std::move(value)}};
}

// All keys but the last, value_source.
boost::json::object OptionJson(const OptionRow& row, const Options& options, const Origins& origins) {
  boost::json::object json;
  json.emplace("name", row.name);
  AddUnlessEmpty(json, "description", row.help);
  AddUnlessEmpty(json, "flag", row.flag);
  if (row.extras.shorthand != 0) json.emplace("flag_shorthand", std::string_view(&row.extras.shorthand, 1));
  AddUnlessEmpty(json, "env", row.env);
  AddUnlessEmpty(json, "yaml", std::string_view(row.yaml_path).substr(row.yaml_path.rfind('.') + 1));
  AddUnlessEmpty(json, "default", ShownDefault(row, origins));
  if (!row.is_secret()) json.emplace("value", ValueJson(row, options));

  boost::json::object annotations;
  for (const std::string_view name : Annotations(row)) annotations.emplace(name, "true");
  if (!annotations.empty()) json.emplace("annotations", std::move(annotations));
  if (row.group != nullptr) json.emplace("group", GroupJson(*row.group));

  boost::json::array instead;
  for (const std::string_view name : row.extras.use_instead) {
    if (!name.empty()) instead.push_back(OptionJson(*FindByName(name), options, origins));
  }
  if (!instead.empty()) json.emplace("use_instead", std::move(instead));
  if (row.extras.hidden) json.emplace("hidden", true);
  return json;
}

}  // namespace

boost::json::array OptionList(const Options& options, const Origins& origins) {
  boost::json::array list;
  for (const OptionRow* row : TableByName()) {
    boost::json::object json = OptionJson(*row, options, origins);
    AddUnlessEmpty(json, "value_source", SourceName((origins.*row->origin).source));
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace postern::config
