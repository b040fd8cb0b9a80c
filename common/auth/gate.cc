#include "auth/gate.h"

#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "auth/custom_roles.h"
#include "auth/token.h"
#include "http/cookie.h"
#include "http/query.h"
#include "http/session_names.h"

namespace postern::auth {
namespace {

using std::chrono::microseconds;

http::Response NotActive(std::string_view status) {
  return http::Envelope(http::kUnauthorized, absl::StrCat("Your account is \"", std::string(status),
                                                          "\". Contact an admin to have it activated."));
}

bool SecretMatches(const store::Session& session, std::string_view secret) {
  const std::string stored = absl::HexStringToBytes(session.hashed_secret_hex);
  return ConstantTimeEqual(stored, HashSecret(secret));
}

// The checks of the OAuth login behind a key; nothing where it holds.
std::optional<http::Response> CheckOauthLink(store::OauthLink link) {
  switch (link) {
    case store::OauthLink::kNotNeeded:
    case store::OauthLink::kValid:
      return std::nullopt;
    case store::OauthLink::kMissing:
      return SignedOut("The login with the provider of this session is no longer known.");
    case store::OauthLink::kExpired:
      return SignedOut("The login with the provider of this session has expired.");
    case store::OauthLink::kExpiredRefreshable:
      break;
  }
  return http::Envelope(http::kInternalServerError,
                        "Unable to refresh the login of this session: its provider is not configured here.")
      .Because("an OAuth login is due for refreshing and no provider is configured");
}

Subject SubjectFrom(store::Session& session) {
  Subject subject;
  subject.user_id = session.user_id;
  subject.site_roles = session.site_roles;
  subject.org_roles = OrganizationRoles(session.organization_roles);
  subject.custom_roles = ParseCustomRoles(session.custom_roles);
  return subject;
}

}  // namespace

http::Response SignedOut(std::string_view detail) {
  return http::Envelope(http::kUnauthorized,
                        "You are signed out or your session has expired. Please sign in again to continue.", detail);
}

std::string ReadToken(const http::Request& request) {
  const std::string_view cookie = http::FindCookie(request.Parameter("HTTP_COOKIE"), http::kSessionCookie).value_or("");
  if (!cookie.empty()) return std::string(cookie);
  if (request.query().find(http::kSessionQuery) != std::string_view::npos) {
    const http::Query query(request.query());
    const std::string_view value = query.First(http::kSessionQuery).value_or("");
    if (!value.empty()) return std::string(value);
  }
  return std::string(request.Parameter(http::kSessionHeader));
}

absl::Status Gate::RecordUse(store::Session& session, const http::Request& request) const {
  const KeyInUse key = {session.login_type, session.lifetime_seconds, microseconds(session.remaining_micros),
                        microseconds(session.age_micros)};
  const bool slides = Slide(lifetimes_, session.site_roles, key).has_value();
  if (!session.use_is_due && !slides) return absl::OkStatus();
  const auto cap = std::chrono::floor<microseconds>(Cap(lifetimes_, session.site_roles));
  const absl::StatusOr<json::Time> expiry =
      store::RecordSessionUse(pool_, session.key_id,
                              {.record_use = session.use_is_due,
                               .ip_address = std::string(request.client_address()),
                               .slide = slides,
                               .cap_micros = cap.count()});
  if (expiry.ok()) session.expires_at = *expiry;
  return expiry.status();
}

std::variant<Caller, http::Response> Gate::Authenticate(const http::Request& request) const {
  const std::string text = ReadToken(request);
  if (text.empty()) {
    return SignedOut(
        "Send a session token in the cookie or query parameter coder_session_token, or in the header "
        "Coder-Session-Token.");
  }
  const ParsedToken token = ParseToken(text);
  if (token.flaw) return SignedOut(Explain(*token.flaw));

  absl::StatusOr<store::Session> session = store::FindSession(pool_, token.id);
  if (absl::IsNotFound(session.status())) return SignedOut("There is no such key.");
  if (!session.ok()) return http::FromStatus(session.status());
  if (!SecretMatches(*session, token.secret)) return SignedOut("The secret of the key is wrong.");
  if (session->remaining_micros < 0) {
    return SignedOut(absl::StrCat("The key expired at ", json::FormatTime(session->expires_at), "."));
  }
  if (lifetimes_.enforce_on_use &&
      OlderThanCap(microseconds(session->age_micros), Cap(lifetimes_, session->site_roles))) {
    return SignedOut("The key is older than its user may hold one today.");
  }
  if (std::optional<http::Response> refused = CheckOauthLink(session->oauth_link)) return *std::move(refused);
  const std::optional<Scope> scope = ScopeFrom(session->scope);
  // A scope of a later Coder version narrows the key in a way we do not know: refused rather than taken for all.
  if (!scope) return SignedOut("The scope of the key is not known here.");

  // A key deleted meanwhile, by a logout elsewhere, is no longer one.
  const absl::Status recorded = RecordUse(*session, request);
  if (absl::IsNotFound(recorded)) return SignedOut("There is no such key.");
  if (!recorded.ok()) return http::FromStatus(recorded);
  if (session->status == "dormant") {
    if (absl::Status woken = store::ActivateDormantUser(pool_, session->user_id); !woken.ok()) {
      return http::FromStatus(woken);
    }
    session->status = "active";
  }
  if (session->status != "active") return NotActive(session->status);

  Caller caller{.subject = SubjectFrom(*session),
                .username = session->username,
                .key_id = session->key_id,
                .key_login_type = session->login_type,
                .token_name = session->token_name,
                .expires_at = session->expires_at};
  caller.subject.scope = *scope;
  caller.subject.owner_workspace_access = owner_workspace_access_;
  return caller;
}

}  // namespace postern::auth
