#include "service/minting.h"

#include "absl/strings/str_cat.h"
#include "auth/token.h"
#include "auth/token_name.h"
#include "config/duration.h"
#include "pg/error.h"
#include "store/api_keys.h"

namespace postern::service {
namespace {

// How often an id or a made-up name that is taken is drawn anew. Each draw is taken once in many billions.
constexpr int kDraws = 8;

http::Response UserIsGone() {
  return http::Envelope(http::kBadRequest, "The user is deleted and can hold no keys.");
}

http::Response NameTaken(std::string_view name) {
  return http::Envelope(http::kConflict, absl::StrCat("A token with the name \"", std::string(name), "\" exists."), {},
                        {{"name", "This name is taken by another token of the user."}});
}

// The index that keeps names apart holds no more than a third of a page, some 2,700 bytes that do not compress.
http::Response NameTooLong() {
  return http::Envelope(http::kBadRequest, "The token name is too long.", {},
                        {{"token_name", "This name is longer than the database can index."}});
}

void Describe(store::AuditLog& audit, const store::ApiKey& key) {
  audit.resource_id = key.user_id;
  if (audit.action != "create") return;
  audit.resource_target = key.token_name;
  audit.status_code = http::kCreated;
  audit.diff.Add("user_id", "", key.user_id)
      .Add("created_at", json::FormatTime(json::kZeroTime), json::FormatTime(key.created_at))
      .Add("expires_at", json::FormatTime(json::kZeroTime), json::FormatTime(key.expires_at));
}

// A password changed meanwhile has ended the session that asks: a key made for it now would outlive that change.
absl::StatusOr<bool> SessionEnded(pg::Connection& connection, const Context& context, const store::User& user) {
  if (!context.has_caller() || context.caller().user_id() != user.id) return false;
  const absl::StatusOr<bool> exists = store::ApiKeyExists(connection, context.caller().key_id);
  if (!exists.ok()) return exists.status();
  return !*exists;
}

// One try, in one transaction. Sets `refused` and rolls back where the order cannot be filled.
absl::Status Try(pg::Connection& connection, const Context& context, const KeyOrder& order, const auth::Token& token,
                 std::optional<http::Response>& refused) {
  const auto refuse = [&](http::Response response) {
    refused = std::move(response);
    return absl::CancelledError("refused");
  };
  const absl::StatusOr<store::User> user = store::LockUser(connection, order.user_id);
  if (absl::IsNotFound(user.status())) return refuse(UserIsGone());
  if (!user.ok()) return user.status();
  if (order.before) {
    absl::StatusOr<std::optional<http::Response>> answer = order.before(connection, *user);
    if (!answer.ok()) return answer.status();
    if (*answer) return refuse(**std::move(answer));
  }
  if (user->deleted) return refuse(UserIsGone());
  const absl::StatusOr<bool> ended = SessionEnded(connection, context, *user);
  if (!ended.ok()) return ended.status();
  if (*ended) return refuse(auth::SignedOut("There is no such key."));
  const auth::LifetimeGrant grant = order.lifetime(*user);
  if (!grant.granted()) return refuse(LifetimeRefused(grant));

  const absl::StatusOr<store::ApiKey> key = store::InsertApiKey(
      connection, {.id = token.id,
                   .hashed_secret = auth::HashSecret(token.secret),
                   .user_id = order.user_id,
                   .login_type = order.login_type,
                   .scope = order.scope,
                   .token_name = order.token_name,
                   .ip_address = order.ip_address,
                   .lifetime_micros = std::chrono::floor<std::chrono::microseconds>(grant.lifetime).count(),
                   .lifetime_seconds = auth::StoredSeconds(grant.lifetime)});
  if (!key.ok()) return key.status();
  store::AuditLog audit = order.audit;
  Describe(audit, *key);
  return store::InsertAuditLog(connection, audit);
}

}  // namespace

http::Response LifetimeRefused(const auth::LifetimeGrant& grant) {
  const std::string detail = grant.verdict == auth::LifetimeGrant::Verdict::kNegative
                                 ? "lifetime must be positive"
                                 : absl::StrCat("lifetime must be less than ", config::FormatDuration(grant.cap));
  return http::Envelope(http::kBadRequest, "The lifetime asked for is not allowed.", detail);
}

auth::LifetimeGrant Granted(std::chrono::nanoseconds lifetime) {
  return {auth::LifetimeGrant::Verdict::kGranted, lifetime, lifetime};
}

std::variant<std::string, http::Response> MintKey(const Context& context, KeyOrder order) {
  const bool unnamed = order.login_type == "token" && order.token_name.empty();
  absl::Status status;
  for (int draw = 0; draw < kDraws; ++draw) {
    const absl::StatusOr<auth::Token> token = auth::GenerateToken();
    if (!token.ok()) return http::FromStatus(token.status());
    if (unnamed) {
      absl::StatusOr<std::string> name = auth::MakeTokenName();
      if (!name.ok()) return http::FromStatus(name.status());
      order.token_name = *std::move(name);
    }
    std::optional<http::Response> refused;
    status = context.app().pool.Transaction([&](pg::Connection& connection) {
      refused.reset();
      return Try(connection, context, order, *token, refused);
    });
    if (status.ok()) return token->text();
    if (refused) return *std::move(refused);
    const bool name_taken = pg::IsUniqueViolation(status, store::kTokenNameIndex);
    if (name_taken && !unnamed) return NameTaken(order.token_name);
    if (pg::SqlState(status) == pg::kProgramLimitExceeded) return NameTooLong();
    if (!name_taken && !pg::IsUniqueViolation(status, store::kApiKeyPrimaryKey)) break;
  }
  return http::FromStatus(status);
}

}  // namespace postern::service
