#include "absl/strings/str_cat.h"
#include "auth/limits.h"
#include "auth/token.h"
#include "handlers/users/endpoints.h"
#include "handlers/users/guess.h"
#include "handlers/users/new_user.h"
#include "handlers/users/refusals.h"
#include "http/cookie.h"
#include "http/session_names.h"
#include "http/validation.h"
#include "json/decode.h"
#include "service/minting.h"
#include "store/user_audit.h"

namespace postern::users {
namespace {

http::Response WrongCredentials() {
  return http::Envelope(http::kUnauthorized, "Incorrect email or password.");
}

http::Response OtherLoginType(std::string_view login_type) {
  return http::Envelope(http::kForbidden, absl::StrCat("This account signs in with \"", std::string(login_type),
                                                       "\", not with \"password\"."));
}

http::Response NotActive(std::string_view status) {
  return http::Envelope(http::kUnauthorized, absl::StrCat("This account is ", std::string(status),
                                                          ". Contact an admin to have it activated."));
}

// `user` is nullptr for an unknown account, of which no row is written.
store::AuditLog LoginAudit(const service::Context& context, const store::User* user, int status) {
  store::AuditLog audit = context.AuditBy(user == nullptr ? store::kNilUuid : user->id, "login", "api_key");
  audit.status_code = status;
  return audit;
}

// What the right password alone does not decide. `user` is the row as it is now.
std::optional<http::Response> MayEnter(const service::Context& context, const store::User& user) {
  if (context.app().options.disable_password_auth) return PasswordsOff();
  if (user.login_type != "password") return OtherLoginType(user.login_type);
  if (user.status != "active" && user.status != "dormant") return NotActive(user.status);
  return std::nullopt;
}

absl::Status WakeUp(pg::Connection& connection, const store::User& user) {
  if (absl::Status status = store::SetUserStatus(connection, user.id, "active"); !status.ok()) return status;
  return store::InsertAuditLog(connection, store::DormantActivation(user.id, user.username));
}

// Who is let in: the account, and what its browser is known by from now on.
struct Entrant {
  const store::Throttle& throttle;
  const store::User& checked;
  std::string device;
};

// The session, made while the user's row is held: whoever was deleted, suspended or given another password since the
// check gets none.
std::variant<std::string, http::Response> MintSession(const service::Context& context, const Entrant& entrant) {
  const auth::Lifetimes& lifetimes = context.app().lifetimes;
  return service::MintKey(
      context,
      {.user_id = entrant.checked.id,
       .login_type = "password",
       .ip_address = std::string(context.request().client_address()),
       .lifetime =
           [&](const store::User& user) { return service::Granted(auth::SessionLifetime(lifetimes, user.roles)); },
       .before = [&](pg::Connection& connection,
                     const store::User& user) -> absl::StatusOr<std::optional<http::Response>> {
         if (user.deleted || user.hashed_password != entrant.checked.hashed_password) return WrongCredentials();
         if (std::optional<http::Response> refused = MayEnter(context, user)) return refused;
         if (user.status == "dormant") {
           if (absl::Status status = WakeUp(connection, user); !status.ok()) return status;
         }
         absl::Status remembered = store::RememberDevice(connection, user.email, entrant.device);
         if (!remembered.ok()) return remembered;
         return AcceptGuess(connection, entrant.throttle);
       },
       .audit = LoginAudit(context, &entrant.checked, http::kCreated)});
}

// The browser's own name where the account knows it, else a new one: nobody is known by what others put there.
absl::StatusOr<std::string> NameDevice(const service::Context& context, const store::Throttle& throttle) {
  if (throttle.known_device) return std::string(DeviceOf(context.request()));
  absl::StatusOr<auth::Token> token = auth::GenerateToken();
  if (!token.ok()) return token.status();
  return std::move(token->secret);
}

http::Response LetIn(const service::Context& context, const store::Throttle& throttle, const store::User& user) {
  absl::StatusOr<std::string> device = NameDevice(context, throttle);
  if (!device.ok()) return http::FromStatus(device.status());
  auto minted = MintSession(context, {throttle, user, *device});
  if (auto* refused = std::get_if<http::Response>(&minted)) {
    // What changed since the password was checked refuses as it would have before; a fault or a closed account is no
    // refusal of the login.
    const bool refusal = refused->status() < http::kInternalServerError && refused->status() != http::kTooManyRequests;
    if (!refusal) return std::move(*refused);
    return RefuseRightGuess(context, throttle, LoginAudit(context, &user, 0), std::move(*refused));
  }
  const std::string& token = std::get<std::string>(minted);
  const http::CookieOptions& cookies = context.app().cookies;
  return http::Json(http::kCreated, {{"session_token", token}})
      .Add("Set-Cookie", http::SetCookie(http::kSessionCookie, token, cookies))
      .Add("Set-Cookie", http::SetCookie(kDeviceCookie, *device, cookies, store::kDeviceKnownFor));
}

http::Response Enter(const service::Context& context, const store::Throttle& throttle, std::string_view email,
                     std::string_view password) {
  const absl::StatusOr<store::User> user = store::FindUserByEmail(context.app().pool, email);
  if (!user.ok() && !absl::IsNotFound(user.status())) return http::FromStatus(user.status());
  // An unknown account costs the same time: its empty hash is verified against one that nothing matches.
  const absl::StatusOr<bool> right = context.app().hasher.Verify(user.ok() ? user->hashed_password : "", password);
  if (!right.ok()) return http::FromStatus(right.status());
  if (!user.ok() || !*right) {
    const store::User* known = user.ok() ? &*user : nullptr;
    return RefuseGuess(context, throttle, known, LoginAudit(context, known, 0), WrongCredentials());
  }
  if (std::optional<http::Response> refused = MayEnter(context, *user)) {
    return RefuseRightGuess(context, throttle, LoginAudit(context, &*user, 0), *std::move(refused));
  }
  return LetIn(context, throttle, *user);
}

}  // namespace

http::Response Login(const service::Context& context) {
  std::string email, password;
  const absl::Status read = json::Decode(context.request().body(), {{"email", &email}, {"password", &password}});
  if (!read.ok()) return http::InvalidBody(read);
  http::Validation validation;
  CheckEmail(validation, email);
  validation.Check("password", password, "required", !password.empty());
  if (!validation.ok()) return validation.Failure();

  const auto admitted = Admit(context, store::Guess::kPassword, email);
  if (const auto* closed = std::get_if<http::Response>(&admitted)) return *closed;
  return Enter(context, std::get<store::Throttle>(admitted), email, password);
}

}  // namespace postern::users
