#include "store/organizations.h"

#include "boost/json/array.hpp"
#include "handlers/users/endpoints.h"
#include "handlers/users/organization_json.h"
#include "json/decode.h"
#include "json/text.h"
#include "service/target_user.h"

namespace postern::users {
namespace {

using Organizations = std::vector<store::Organization>;

bool MayRead(const service::Context& context, const store::Organization& organization) {
  return context.caller().May("read", {.type = "organization", .org_id = organization.id});
}

http::Response ShowReadable(const service::Context& context, const absl::StatusOr<Organizations>& organizations) {
  if (!organizations.ok()) return http::FromStatus(organizations.status());
  boost::json::array list;
  for (const store::Organization& organization : *organizations) {
    if (MayRead(context, organization)) list.push_back(ToJson(organization));
  }
  return http::Json(http::kOk, std::move(list));
}

// Whether it is missing or may not be seen is not to be told apart.
http::Response Show(const service::Context& context, const absl::StatusOr<store::Organization>& organization) {
  if (absl::IsNotFound(organization.status())) return http::ResourceNotFound();
  if (!organization.ok()) return http::FromStatus(organization.status());
  if (!MayRead(context, *organization)) return http::ResourceNotFound();
  return http::Json(http::kOk, ToJson(*organization));
}

absl::StatusOr<store::Organization> FindByName(pg::Pool& pool, std::string_view name) {
  // What PostgreSQL could not even compare names nothing.
  if (!json::IsStorable(name)) return absl::NotFoundError("no such organization");
  return store::FindOrganizationByName(pool, name);
}

absl::StatusOr<store::Organization> Find(pg::Pool& pool, std::string_view given) {
  if (given == "default") return store::FindDefaultOrganization(pool);
  const std::optional<std::string> id = json::ParseUuid(given);
  if (!id) return FindByName(pool, given);
  return *id == store::kNilUuid ? store::FindDefaultOrganization(pool) : store::FindOrganizationById(pool, *id);
}

}  // namespace

http::Response ListOrganizations(const service::Context& context) {
  const auth::Caller& caller = context.caller();
  std::optional<std::vector<std::string>> ids;
  // Who may not read organizations throughout the site can only do so where they belong.
  if (!caller.May("read", {.type = "organization"})) {
    ids.emplace();
    for (const auth::OrgRoles& held : caller.subject.org_roles) ids->push_back(held.org_id);
  }
  return ShowReadable(context, store::ListOrganizations(context.app().pool, ids));
}

http::Response GetOrganization(const service::Context& context) {
  return Show(context, Find(context.app().pool, context.path("organization")));
}

http::Response ListUserOrganizations(const service::Context& context) {
  auto resolved = service::ResolveTarget(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  const std::string& user_id = std::get<service::Target>(resolved).id;
  return ShowReadable(context, store::ListOrganizationsOf(context.app().pool, user_id));
}

http::Response GetUserOrganization(const service::Context& context) {
  auto resolved = service::ResolveTarget(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  return Show(context, FindByName(context.app().pool, context.path("organization")));
}

}  // namespace postern::users
