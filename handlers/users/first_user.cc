#include "handlers/users/endpoints.h"
#include "handlers/users/new_user.h"
#include "json/decode.h"
#include "store/organizations.h"
#include "store/user_audit.h"

namespace postern::users {
namespace {

struct Body {
  std::string email, username, name, password;
};

// The other fields belong to a trial licence that nobody grants here; they are held to their types and not used.
absl::Status Read(std::string_view text, Body& body) {
  bool trial = false;
  std::string ignored;
  return json::Decode(text, {{"email", &body.email},
                             {"username", &body.username},
                             {"name", &body.name},
                             {"password", &body.password},
                             {"trial", &trial},
                             {"trial_info", json::Fields{{"first_name", &ignored},
                                                         {"last_name", &ignored},
                                                         {"phone_number", &ignored},
                                                         {"job_title", &ignored},
                                                         {"company_name", &ignored},
                                                         {"country", &ignored},
                                                         {"developers", &ignored}}}});
}

http::Response AlreadyThere() {
  return http::Envelope(http::kConflict, "The first user has been created already.");
}

// Counts and inserts behind one lock, so that two requests at once cannot both be first.
absl::Status InsertFirst(const service::Context& context, const store::NewUser& wanted, store::User& created) {
  return context.app().pool.Transaction([&](pg::Connection& connection) {
    const absl::StatusOr<bool> any = store::AnyUserLocked(connection);
    if (!any.ok()) return any.status();
    if (*any) return absl::AlreadyExistsError("there is a first user");
    absl::StatusOr<store::User> user = store::InsertUser(connection, wanted);
    if (!user.ok()) return user.status();
    store::AuditLog audit = store::About(context.AuditBy(user->id, "create", "user"), *user);
    audit.status_code = http::kCreated;
    audit.diff = store::CreationDiff(*user);
    created = *std::move(user);
    return store::InsertAuditLog(connection, audit);
  });
}

}  // namespace

http::Response HasFirstUser(const service::Context& context) {
  const absl::StatusOr<bool> any = store::AnyUser(context.app().pool);
  if (!any.ok()) return http::FromStatus(any.status());
  return *any ? http::Envelope(http::kOk, "The first user has been created.")
              : http::Envelope(http::kNotFound, "The first user has not been created yet.");
}

http::Response CreateFirstUser(const service::Context& context) {
  Body body;
  const absl::Status read = Read(context.request().body(), body);
  if (!read.ok()) return http::InvalidBody(read);
  http::Validation validation = CheckPerson(body.email, body.username, body.name);
  validation.Check("password", body.password, "required", !body.password.empty());
  if (!validation.ok()) return validation.Failure();
  const absl::StatusOr<bool> any = store::AnyUser(context.app().pool);
  if (!any.ok()) return http::FromStatus(any.status());
  if (*any) return AlreadyThere();
  if (std::optional<http::Response> weak = CheckStrength(body.password)) return *std::move(weak);

  const absl::StatusOr<std::string> organization = store::DefaultOrganizationId(context.app().pool);
  if (!organization.ok()) return http::FromStatus(organization.status());
  store::NewUser wanted{.email = body.email,
                        .username = body.username,
                        .name = body.name,
                        .status = "active",
                        .login_type = "password",
                        .roles = {"owner"},
                        .organization_ids = {*organization}};
  if (absl::Status status = Complete(context, body.password, wanted); !status.ok()) return http::FromStatus(status);
  store::User created;
  const absl::Status status = InsertFirst(context, wanted, created);
  if (absl::IsAlreadyExists(status) || store::IsTaken(status)) return AlreadyThere();
  if (!status.ok()) return http::FromStatus(status);
  return http::Json(http::kCreated, {{"user_id", created.id}, {"organization_id", *organization}});
}

}  // namespace postern::users
