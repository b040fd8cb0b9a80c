#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "auth/roles.h"
#include "boost/json/array.hpp"
#include "boost/json/value_from.hpp"
#include "handlers/users/endpoints.h"
#include "handlers/users/user_json.h"
#include "json/decode.h"
#include "service/target_user.h"
#include "store/custom_roles.h"
#include "store/user_audit.h"

namespace postern::users {
namespace {

using Roles = std::vector<std::string>;

bool Holds(const Roles& roles, const std::string& role) {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

// Without duplicates, in the order given.
Roles Unique(const Roles& roles) {
  Roles unique;
  for (const std::string& role : roles) {
    if (!Holds(unique, role)) unique.push_back(role);
  }
  return unique;
}

struct Change {
  Roles added, removed;
  bool none() const { return added.empty() && removed.empty(); }
};

// `member` is implied, so it counts as given on top of any list: where it is stored nothing changes by that, where it
// is not, asking for roles at all needs the permission to give it.
Change Difference(const Roles& before, Roles after) {
  if (!Holds(after, "member")) after.push_back("member");
  Change change;
  for (const std::string& role : after) {
    if (!Holds(before, role)) change.added.push_back(role);
  }
  for (const std::string& role : before) {
    if (!Holds(after, role)) change.removed.push_back(role);
  }
  return change;
}

http::Response NotSupported(const std::string& role) {
  return http::Envelope(http::kBadRequest, absl::StrCat("\"", role, "\" is not a supported role"));
}

// Every role that changes hands must exist. Roles of organizations are none of the site's.
std::optional<http::Response> CheckExist(const service::Context& context, const Change& change) {
  for (const Roles* roles : {&change.added, &change.removed}) {
    for (const std::string& role : *roles) {
      if (auth::IsSiteRole(role)) continue;
      const absl::StatusOr<bool> custom = store::SiteRoleExists(context.app().pool, role);
      if (!custom.ok()) return http::FromStatus(custom.status());
      if (!*custom) return NotSupported(role);
    }
  }
  return std::nullopt;
}

std::optional<http::Response> CheckMay(const service::Context& context, const Change& change) {
  const auth::Caller& caller = context.caller();
  if (!change.added.empty() && !caller.May("assign", {.type = "assign_role"})) return http::Forbidden();
  if (!change.removed.empty() && !caller.May("unassign", {.type = "assign_role"})) return http::Forbidden();
  for (const Roles* roles : {&change.added, &change.removed}) {
    for (const std::string& role : *roles) {
      if (!auth::MayAssignRole(caller.subject, role)) {
        return http::Envelope(http::kBadRequest, absl::StrCat("not authorized to assign role \"", role, "\""));
      }
    }
  }
  return std::nullopt;
}

// The whole change under the user's lock, so that the difference that was allowed is the one that is made.
http::Response Replace(const service::Context& context, const std::string& id, const Roles& roles) {
  std::optional<http::Response> refused;
  store::User user;
  const absl::Status status = context.app().pool.Transaction([&](pg::Connection& connection) {
    refused.reset();
    absl::StatusOr<store::User> locked = store::LockUser(connection, id);
    if (!locked.ok()) return locked.status();
    user = *std::move(locked);
    const Change change = Difference(user.roles, roles);
    if (change.none()) return absl::OkStatus();  // Nothing to be allowed to do, so nothing is done.
    refused = CheckMay(context, change);
    if (refused) return absl::CancelledError("refused");
    if (absl::Status set = store::SetUserRoles(connection, id, roles); !set.ok()) return set;
    store::AuditLog audit = store::About(context.Audit("write", "user"), user);
    if (user.roles != roles) audit.diff.Add("rbac_roles", user.roles, roles);
    user.roles = roles;
    return store::InsertAuditLog(connection, audit);
  });
  if (refused) return *std::move(refused);
  return status.ok() ? http::Json(http::kOk, ToJson(user)) : http::FromStatus(status);
}

}  // namespace

http::Response GetUserRoles(const service::Context& context) {
  auto resolved = service::ResolveUser(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  const auto& user = std::get<store::User>(resolved);
  const auth::Caller& caller = context.caller();
  if (!caller.May("read_personal", service::UserObject(user.id))) return http::ResourceNotFound();

  boost::json::object by_organization;
  if (!user.deleted) {
    const absl::StatusOr<std::vector<store::Membership>> memberships =
        store::MembershipsOf(context.app().pool, user.id);
    if (!memberships.ok()) return http::FromStatus(memberships.status());
    for (const store::Membership& membership : *memberships) {
      const auth::Object object = {
          .type = "organization_member", .owner_id = user.id, .org_id = membership.organization_id};
      if (caller.May("read", object)) {
        by_organization[membership.organization_id] = boost::json::value_from(membership.roles);
      }
    }
  }
  return http::Json(
      http::kOk, {{"roles", boost::json::value_from(user.roles)}, {"organization_roles", std::move(by_organization)}});
}

http::Response SetUserRoles(const service::Context& context) {
  auto resolved = service::ResolveUser(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  const auto& user = std::get<store::User>(resolved);
  if (user.id == context.caller().user_id()) {
    return http::Envelope(http::kBadRequest, "You cannot change your own roles.");
  }
  Roles roles;
  const absl::Status read = json::Decode(context.request().body(), {{"roles", &roles}});
  if (!read.ok()) return http::InvalidBody(read);
  roles = Unique(roles);
  if (auto refused = CheckExist(context, Difference(user.roles, roles))) return *std::move(refused);
  return Replace(context, user.id, roles);
}

}  // namespace postern::users
