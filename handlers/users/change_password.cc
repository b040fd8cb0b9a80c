#include "handlers/users/endpoints.h"
#include "handlers/users/guess.h"
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

// The old password counts as a guess like one at the login: a session in wrong hands must not find out the password.
// Gives the account whose guesses were counted. The refusal's row is written by whoever calls this endpoint.
std::variant<store::Throttle, http::Response> Prove(const service::Context& context, const store::User& user,
                                                    std::string_view old_password) {
  auto admitted = Admit(context, store::Guess::kPassword, user.email);
  const auto* throttle = std::get_if<store::Throttle>(&admitted);
  if (throttle == nullptr) return admitted;
  const absl::StatusOr<bool> right = context.app().hasher.Verify(user.hashed_password, old_password);
  if (!right.ok()) return http::FromStatus(right.status());
  if (*right) return admitted;
  return RefuseGuess(context, *throttle, nullptr, context.Audit("write", "user"), WrongOldPassword());
}

// That the new password is another one. A stored hash that nobody can read is no reason to keep it: whoever needs no
// old password may replace it.
std::optional<http::Response> CheckNew(const service::Context& context, const store::User& user,
                                       std::string_view password) {
  const absl::StatusOr<bool> same = context.app().hasher.Verify(user.hashed_password, password);
  if (absl::IsInvalidArgument(same.status())) return std::nullopt;
  if (!same.ok()) return http::FromStatus(same.status());
  if (*same) return SamePassword();
  return std::nullopt;
}

// `proof`: of the old password, where it was given. Of two changes at once the second then has proved nothing about the
// password that is there now.
http::Response Store(const service::Context& context, const store::User& checked,
                     const std::optional<store::Throttle>& proof, const std::string& hash) {
  std::optional<http::Response> refused;
  const absl::Status status = context.app().pool.Transaction([&](pg::Connection& connection) -> absl::Status {
    refused.reset();
    const absl::StatusOr<store::User> user = store::LockUser(connection, checked.id);
    if (!user.ok()) return user.status();
    if (proof) {
      absl::StatusOr<std::optional<http::Response>> closed = AcceptGuess(connection, *proof);
      if (!closed.ok()) return closed.status();
      refused = *std::move(closed);
      if (!refused && user->hashed_password != checked.hashed_password) refused = WrongOldPassword();
    }
    if (refused) return absl::CancelledError("refused");
    return StoreNewPassword(connection, user->id, hash, store::About(context.Audit("write", "user"), *user));
  });
  if (refused) return *std::move(refused);
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
  // A new password ends every session, so whoever sets one must be allowed to; nobody else learns by trying which
  // password it is not.
  if (!caller.May("delete", {.type = "api_key", .owner_id = user.id})) return http::Forbidden();
  std::optional<store::Throttle> proof;
  if (!old_password.empty()) {
    auto proved = Prove(context, user, old_password);
    if (auto* refused = std::get_if<http::Response>(&proved)) return std::move(*refused);
    proof = std::get<store::Throttle>(std::move(proved));
  }
  if (auto refused = CheckNew(context, user, password)) return *std::move(refused);
  const absl::StatusOr<std::string> hash = context.app().hasher.Hash(password);
  return hash.ok() ? Store(context, user, proof, *hash) : http::FromStatus(hash.status());
}

}  // namespace postern::users
