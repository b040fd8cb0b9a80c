#include "auth/custom_roles.h"
#include "auth/roles.h"
#include "boost/json/array.hpp"
#include "handlers/users/endpoints.h"
#include "store/custom_roles.h"

namespace postern::users {
namespace {

boost::json::array ToJson(const std::vector<auth::Permission>& permissions) {
  boost::json::array array;
  for (const auth::Permission& permission : permissions) {
    array.push_back({{"negate", permission.negate}, {"resource_type", permission.type}, {"action", permission.action}});
  }
  return array;
}

boost::json::object BuiltIn(std::string_view name, bool assignable) {
  const auth::BuiltInRole& role = *auth::FindSiteRole(name);
  return {{"name", name},
          {"display_name", auth::SiteRoleDisplayName(name)},
          {"site_permissions", ToJson(auth::Permissions(role, auth::Level::kSite))},
          {"organization_permissions", boost::json::array()},
          {"user_permissions", ToJson(auth::Permissions(role, auth::Level::kUser))},
          {"assignable", assignable},
          {"built_in", true}};
}

boost::json::object Custom(const store::SiteRole& role, bool assignable) {
  return {{"name", role.name},
          {"display_name", role.display_name},
          {"site_permissions", ToJson(auth::ParsePermissions(role.site_permissions))},
          {"organization_permissions", boost::json::array()},
          {"user_permissions", ToJson(auth::ParsePermissions(role.user_permissions))},
          {"assignable", assignable},
          {"built_in", false}};
}

}  // namespace

http::Response ListRoles(const service::Context& context) {
  const absl::StatusOr<std::vector<store::SiteRole>> custom = store::ListSiteRoles(context.app().pool);
  if (!custom.ok()) return http::FromStatus(custom.status());
  const auth::Subject& caller = context.caller().subject;
  boost::json::array roles;
  for (const std::string_view name : auth::ListedSiteRoles()) {
    roles.push_back(BuiltIn(name, auth::MayAssignRole(caller, name)));
  }
  for (const store::SiteRole& role : *custom) roles.push_back(Custom(role, auth::MayAssignRole(caller, role.name)));
  return http::Json(http::kOk, std::move(roles));
}

}  // namespace postern::users
