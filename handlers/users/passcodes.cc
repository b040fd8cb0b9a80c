#include "store/passcodes.h"

#include "handlers/users/endpoints.h"
#include "handlers/users/guess.h"
#include "handlers/users/new_password.h"
#include "handlers/users/new_user.h"
#include "handlers/users/refusals.h"
#include "json/decode.h"
#include "obs/request_id.h"
#include "store/user_audit.h"

namespace postern::users {
namespace {

using std::chrono::seconds;

constexpr seconds kValidFor{20 * 60};
// Whoever keeps asking must not make a passcode useless that somebody has in hand.
constexpr seconds kBetweenRequests{5 * 60};

// Everything is done for an unknown address, too, on nobody's rows: it costs the same.
absl::Status Issue(const service::Context& context, const store::Throttle& throttle, const store::User* user) {
  const std::string id = user == nullptr ? std::string(store::kNilUuid) : user->id;
  const absl::StatusOr<std::string> hash = context.app().hasher.Hash(obs::NewUuid());
  if (!hash.ok()) return hash.status();
  return context.app().pool.Transaction([&](pg::Connection& connection) {
    // The user first, as everywhere: whoever holds a user may want a throttle next.
    const absl::Status locked = store::LockUser(connection, id).status();
    if (!locked.ok() && !absl::IsNotFound(locked)) return locked;
    const absl::StatusOr<seconds> wait = store::CountRequest(connection, throttle.account, kBetweenRequests);
    if (!wait.ok() || *wait > seconds(0)) return wait.status();
    if (absl::Status set = store::SetPasscode(connection, id, *hash, kValidFor); !set.ok()) return set;
    store::AuditLog audit = context.AuditBy(id, "request_password_reset", "user");
    audit.status_code = http::kNoContent;
    if (user == nullptr) return store::InsertRefused(connection, audit, 0);
    return store::InsertAuditLog(connection, store::About(std::move(audit), *user));
  });
}

http::Response WrongPasscode() {
  return http::Envelope(http::kBadRequest, "Incorrect email or one-time passcode.");
}

store::AuditLog ChangeAudit(const service::Context& context, const store::User* user) {
  store::AuditLog audit = context.AuditBy(user == nullptr ? store::kNilUuid : user->id, "write", "user");
  return user == nullptr ? audit : store::About(std::move(audit), *user);
}

// The new password in place of the old one; every session and token of the user ends.
http::Response Replace(const service::Context& context, const store::Throttle& throttle, const store::User& user,
                       const std::string& passcode_hash, const std::string& password_hash) {
  std::optional<http::Response> refused;
  const absl::Status status = context.app().pool.Transaction([&](pg::Connection& connection) -> absl::Status {
    refused.reset();
    const absl::StatusOr<bool> spent = store::SpendPasscode(connection, user.id, passcode_hash);
    if (!spent.ok()) return spent.status();
    if (!*spent) refused = WrongPasscode();
    if (!refused) {
      absl::StatusOr<std::optional<http::Response>> closed = AcceptGuess(connection, throttle);
      if (!closed.ok()) return closed.status();
      refused = *std::move(closed);
    }
    if (refused) return absl::CancelledError("refused");
    return StoreNewPassword(connection, user.id, password_hash, ChangeAudit(context, &user));
  });
  if (refused) return *std::move(refused);
  return status.ok() ? http::NoContent() : http::FromStatus(status);
}

struct Change {
  std::string email, password, passcode;
};

http::Response ChangeWithPasscode(const service::Context& context, const store::Throttle& throttle,
                                  const Change& change) {
  auth::PasswordHasher& hasher = context.app().hasher;
  const absl::StatusOr<store::User> user = store::FindUserByEmail(context.app().pool, change.email);
  if (!user.ok() && !absl::IsNotFound(user.status())) return http::FromStatus(user.status());
  const store::User* known = user.ok() ? &*user : nullptr;
  const absl::StatusOr<std::string> stored =
      store::FindPasscode(context.app().pool, known == nullptr ? store::kNilUuid : known->id);
  if (!stored.ok()) return http::FromStatus(stored.status());
  // Without a passcode the check costs the same and nothing matches.
  const absl::StatusOr<bool> right = hasher.Verify(*stored, change.passcode);
  if (!right.ok()) return http::FromStatus(right.status());
  if (!*right) return RefuseGuess(context, throttle, known, ChangeAudit(context, known), WrongPasscode());

  const absl::StatusOr<bool> same = hasher.Verify(user->hashed_password, change.password);
  if (!same.ok()) return http::FromStatus(same.status());
  if (*same) return RefuseRightGuess(context, throttle, ChangeAudit(context, known), SamePassword());
  const absl::StatusOr<std::string> hash = hasher.Hash(change.password);
  return hash.ok() ? Replace(context, throttle, *user, *stored, *hash) : http::FromStatus(hash.status());
}

}  // namespace

http::Response RequestPasscode(const service::Context& context) {
  if (context.app().options.disable_password_auth) return PasswordsOff();
  std::string email;
  const absl::Status read = json::Decode(context.request().body(), {{"email", &email}});
  if (!read.ok()) return http::InvalidBody(read);
  http::Validation validation;
  CheckEmail(validation, email);
  if (!validation.ok()) return validation.Failure();
  // From whatever browser: it is one passcode that is replaced.
  const absl::StatusOr<store::Throttle> throttle =
      store::FindThrottle(context.app().pool, store::Guess::kPasscodeRequest, email, "");
  if (!throttle.ok()) return http::FromStatus(throttle.status());
  const absl::StatusOr<store::User> user = store::FindUserByEmail(context.app().pool, email);
  if (!user.ok() && !absl::IsNotFound(user.status())) return http::FromStatus(user.status());
  const absl::Status issued = Issue(context, *throttle, user.ok() ? &*user : nullptr);
  return issued.ok() ? http::NoContent() : http::FromStatus(issued);
}

http::Response ChangePasswordWithPasscode(const service::Context& context) {
  Change change;
  const absl::Status read =
      json::Decode(context.request().body(),
                   {{"email", &change.email}, {"password", &change.password}, {"one_time_passcode", &change.passcode}});
  if (!read.ok()) return http::InvalidBody(read);
  http::Validation validation;
  CheckEmail(validation, change.email);
  validation.Check("password", change.password, "required", !change.password.empty())
      .Check("one_time_passcode", change.passcode, "required", !change.passcode.empty());
  if (!validation.ok()) return validation.Failure();
  if (auto weak = CheckStrength(change.password)) return *std::move(weak);
  const auto admitted = Admit(context, store::Guess::kPasscode, change.email);
  if (const auto* closed = std::get_if<http::Response>(&admitted)) return *closed;
  return ChangeWithPasscode(context, std::get<store::Throttle>(admitted), change);
}

}  // namespace postern::users
