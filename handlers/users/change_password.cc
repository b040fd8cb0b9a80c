#include "handlers/users/endpoints.h"
#include "handlers/users/new_password.h"
#include "handlers/users/new_user.h"
#include "json/decode.h"
#include "service/target_user.h"
#include "store/user_audit.h"

namespace postern::users {
namespace {

http::Response WrongOldPassword() {
  return http::Envelope(http::kBadRequest, "The old password is wrong.", {},
                        {{"old_password", "This is not the password."}});
}

// The checks that hash: the old password where it was given, and that the new one is another.
std::optional<http::Response> CheckAgainstStored(const service::Context& context, const store::User& user,
                                                 std::string_view old_password, std::string_view password) {
  auth::PasswordHasher& hasher = context.app().hasher;
  if (!old_password.empty()) {
    const absl::StatusOr<bool> right = hasher.Verify(user.hashed_password, old_password);
    if (!right.ok()) return http::FromStatus(right.status());
    if (!*right) return WrongOldPassword();
  }
  const absl::StatusOr<bool> same = hasher.Verify(user.hashed_password, password);
  if (!same.ok()) return http::FromStatus(same.status());
  if (*same) return SamePassword();
  return std::nullopt;
}

http::Response Store(const service::Context& context, const store::User& checked, const std::string& hash) {
  bool changed_meanwhile = false;
  const absl::Status status = context.app().pool.Transaction([&](pg::Connection& connection) {
    const absl::StatusOr<store::User> user = store::LockUser(connection, checked.id);
    if (!user.ok()) return user.status();
    // Of two changes at once the second has proved nothing about the password that is there now.
    changed_meanwhile = user->hashed_password != checked.hashed_password;
    if (changed_meanwhile) return absl::AbortedError("changed meanwhile");
    return StoreNewPassword(connection, user->id, hash, store::About(context.Audit("write", "user"), *user));
  });
  if (changed_meanwhile)
    return http::Envelope(http::kConflict, "The password was changed by another request just now.");
  return status.ok() ? http::NoContent() : http::FromStatus(status);
}

}  // namespace

http::Response ChangePassword(const service::Context& context) {
  auto resolved = service::ResolveUser(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  const auto& user = std::get<store::User>(resolved);
  const auth::Caller& caller = context.caller();
  if (!caller.May("update_personal", service::UserObject(user.id))) return http::ResourceNotFound();

  std::string old_password, password;
  const absl::Status read =
      json::Decode(context.request().body(), {{"old_password", &old_password}, {"password", &password}});
  if (!read.ok()) return http::InvalidBody(read);
  http::Validation validation;
  if (!validation.Check("password", password, "required", !password.empty()).ok()) return validation.Failure();
  if (user.login_type != "password") {
    return http::Envelope(http::kBadRequest, "Users who do not sign in with a password have none to change.");
  }
  if (user.id == caller.user_id() && old_password.empty()) {
    return http::Envelope(http::kBadRequest, "Old password is required.");
  }
  if (auto weak = CheckStrength(password)) return *std::move(weak);
  if (auto refused = CheckAgainstStored(context, user, old_password, password)) return *std::move(refused);
  // A new password ends every session, so whoever sets one must be allowed to.
  if (!caller.May("delete", {.type = "api_key", .owner_id = user.id})) return http::Forbidden();
  const absl::StatusOr<std::string> hash = context.app().hasher.Hash(password);
  return hash.ok() ? Store(context, user, *hash) : http::FromStatus(hash.status());
}

}  // namespace postern::users
