#include <algorithm>

#include "handlers/users/endpoints.h"
#include "handlers/users/new_user.h"
#include "handlers/users/refusals.h"
#include "handlers/users/user_json.h"
#include "json/decode.h"
#include "pg/error.h"
#include "service/target_user.h"
#include "store/organizations.h"
#include "store/user_audit.h"

namespace postern::users {
namespace {

constexpr std::string_view kPasswordLogin = "password";

struct Body {
  std::string email, username, name, password, login_type, user_status;
  std::vector<json::Uuid> organization_ids;
  std::optional<json::Uuid> organization_id;  // The older field; counts as one more organization.
};

absl::Status Read(std::string_view text, Body& body) {
  const absl::Status status = json::Decode(text, {{"email", &body.email},
                                                  {"username", &body.username},
                                                  {"name", &body.name},
                                                  {"password", &body.password},
                                                  {"login_type", &body.login_type},
                                                  {"user_status", &body.user_status},
                                                  {"organization_ids", &body.organization_ids},
                                                  {"organization_id", &body.organization_id}});
  if (body.login_type.empty()) body.login_type = kPasswordLogin;
  if (body.user_status.empty()) body.user_status = "dormant";
  if (body.organization_id) body.organization_ids.push_back(*body.organization_id);
  return status;
}

// The checks that need no database, in the order in which clients hear of them.
std::optional<http::Response> CheckLogin(const service::Context& context, const Body& body) {
  if (body.login_type != kPasswordLogin && !body.password.empty()) {
    return Refused("A user who does not sign in with a password can be given none.");
  }
  if (body.login_type == kPasswordLogin && context.app().options.disable_password_auth) {
    return PasswordsOff();
  }
  if (body.organization_ids.empty()) {
    return Refused("A user belongs to at least one organization.", {{"organization_ids", "Name at least one."}});
  }
  return std::nullopt;
}

std::optional<http::Response> CheckLoginType(const Body& body) {
  if (body.login_type == kPasswordLogin) return CheckStrength(body.password);
  if (body.login_type == "none" || body.login_type == "github") return std::nullopt;
  if (body.login_type == "oidc") return Refused("Users cannot sign in with \"oidc\": no provider is configured.");
  return Refused("This login type cannot be given to a user.");
}

std::optional<http::Response> CheckStatus(const Body& body) {
  for (const std::string_view known : store::kUserStatuses) {
    if (body.user_status == known) return std::nullopt;
  }
  return Refused("A user is active, dormant or suspended.", {{"user_status", "This status is not known."}});
}

// The organizations asked for, each of them readable by the caller; nil stands for the default one.
std::variant<std::vector<std::string>, http::Response> ResolveOrganizations(const service::Context& context,
                                                                            const Body& body) {
  std::vector<std::string> ids;
  for (const json::Uuid& asked : body.organization_ids) {
    std::string id = asked.text;
    if (id.empty() || id == store::kNilUuid) {
      absl::StatusOr<std::string> standard = store::DefaultOrganizationId(context.app().pool);
      if (!standard.ok()) return http::FromStatus(standard.status());
      id = *std::move(standard);
    }
    const absl::StatusOr<bool> exists = store::OrganizationExists(context.app().pool, id);
    if (!exists.ok()) return http::FromStatus(exists.status());
    if (!*exists || !context.caller().May("read", {.type = "organization", .org_id = id})) {
      return http::ResourceNotFound();
    }
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) {
      return Refused("An organization is named twice.", {{"organization_ids", "Name each organization once."}});
    }
    ids.push_back(std::move(id));
  }
  return ids;
}

// A name that is taken is 409 for whoever may see who has it; for all others the permission fails first.
std::optional<http::Response> CheckFree(const service::Context& context, const Body& body) {
  const absl::StatusOr<store::User> other = store::FindUserByNameOrEmail(context.app().pool, body.username, body.email);
  if (absl::IsNotFound(other.status())) return std::nullopt;
  if (!other.ok()) return http::FromStatus(other.status());
  return context.caller().May("read", service::UserObject(other->id)) ? UserExists() : http::Forbidden();
}

bool MayCreate(const service::Context& context, const std::vector<std::string>& organizations) {
  const auth::Caller& caller = context.caller();
  const auto joins = [&](const std::string& id) {
    return caller.May("create", {.type = "organization_member", .org_id = id});
  };
  return caller.May("create", service::UserObject("")) && caller.May("assign", {.type = "assign_role"}) &&
         std::all_of(organizations.begin(), organizations.end(), joins);
}

http::Response Insert(const service::Context& context, const store::NewUser& wanted) {
  store::User created;
  const absl::Status status = context.app().pool.Transaction([&](pg::Connection& connection) {
    absl::StatusOr<store::User> user = store::InsertUser(connection, wanted);
    if (!user.ok()) return user.status();
    store::AuditLog audit = store::About(context.Audit("create", "user"), *user);
    audit.status_code = http::kCreated;
    audit.diff = store::CreationDiff(*user);
    created = *std::move(user);
    return store::InsertAuditLog(connection, audit);
  });
  if (store::IsTaken(status)) return UserExists();
  if (!status.ok()) return http::FromStatus(status);
  created.organization_ids = wanted.organization_ids;  // As asked for, in that order.
  return http::Json(http::kCreated, ToJson(created));
}

}  // namespace

http::Response CreateUser(const service::Context& context) {
  Body body;
  const absl::Status read = Read(context.request().body(), body);
  if (!read.ok()) return http::InvalidBody(read);
  const http::Validation validation = CheckPerson(body.email, body.username, body.name);
  if (!validation.ok()) return validation.Failure();
  if (auto refused = CheckLogin(context, body)) return *std::move(refused);
  if (auto refused = CheckFree(context, body)) return *std::move(refused);
  auto resolved = ResolveOrganizations(context, body);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  auto& organizations = std::get<std::vector<std::string>>(resolved);
  if (auto refused = CheckLoginType(body)) return *std::move(refused);
  if (!MayCreate(context, organizations)) return http::Forbidden();
  if (auto refused = CheckStatus(body)) return *std::move(refused);

  store::NewUser wanted{.email = body.email,
                        .username = body.username,
                        .name = body.name,
                        .status = body.user_status,
                        .login_type = body.login_type,
                        .roles = {},
                        .organization_ids = std::move(organizations)};
  if (absl::Status status = Complete(context, body.password, wanted); !status.ok()) return http::FromStatus(status);
  return Insert(context, wanted);
}

}  // namespace postern::users
