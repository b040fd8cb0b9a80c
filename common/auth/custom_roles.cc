#include "auth/custom_roles.h"

#include <algorithm>

#include "boost/json/parse.hpp"

namespace postern::auth {
namespace {

const boost::json::value* Find(const boost::json::object& object, std::string_view key) {
  return object.if_contains({key.data(), key.size()});
}

std::string TextAt(const boost::json::object& object, std::string_view key) {
  const boost::json::value* value = Find(object, key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::vector<Permission> PermissionsFrom(const boost::json::value* list) {
  std::vector<Permission> permissions;
  if (list == nullptr || !list->is_array()) return permissions;
  for (const boost::json::value& item : list->get_array()) {
    if (!item.is_object()) continue;
    const boost::json::value* negate = Find(item.get_object(), "negate");
    permissions.push_back({.negate = negate != nullptr && negate->is_bool() && negate->get_bool(),
                           .type = TextAt(item.get_object(), "resource_type"),
                           .action = TextAt(item.get_object(), "action")});
  }
  return permissions;
}

}  // namespace

std::vector<OrgRoles> OrganizationRoles(std::span<const std::string> texts) {
  std::vector<OrgRoles> organizations;
  for (const std::string& text : texts) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) continue;
    const std::string_view id = std::string_view(text).substr(0, colon);
    auto found = std::find_if(organizations.begin(), organizations.end(),
                              [&](const OrgRoles& organization) { return organization.org_id == id; });
    if (found == organizations.end()) found = organizations.insert(found, {std::string(id), {}});
    found->roles.push_back(text.substr(colon + 1));
  }
  return organizations;
}

std::vector<Permission> ParsePermissions(std::string_view document) {
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse({document.data(), document.size()}, error);
  return error ? std::vector<Permission>() : PermissionsFrom(&value);
}

std::vector<CustomRole> ParseCustomRoles(std::string_view document) {
  std::vector<CustomRole> roles;
  if (document.empty()) return roles;
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse({document.data(), document.size()}, error);
  if (error || !value.is_array()) return roles;
  for (const boost::json::value& item : value.get_array()) {
    if (!item.is_object()) continue;
    const boost::json::object& role = item.get_object();
    roles.push_back({.name = TextAt(role, "name"),
                     .org_id = TextAt(role, "organization_id"),
                     .site = PermissionsFrom(Find(role, "site")),
                     .organization = PermissionsFrom(Find(role, "org")),
                     .user = PermissionsFrom(Find(role, "user"))});
  }
  return roles;
}

}  // namespace postern::auth
