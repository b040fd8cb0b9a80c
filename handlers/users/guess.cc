#include "handlers/users/guess.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "auth/token.h"
#include "http/cookie.h"

namespace postern::users {
namespace {

using std::chrono::seconds;

http::Response AccountClosed(seconds wait) {
  return http::TooManyRequests("There were too many wrong attempts for this account. Wait a little and try again.",
                               wait);
}

}  // namespace

std::string_view DeviceOf(const http::Request& request) {
  const std::string_view value = http::FindCookie(request.Parameter("HTTP_COOKIE"), kDeviceCookie).value_or("");
  const bool ours = value.size() == auth::kTokenSecretSize && std::all_of(value.begin(), value.end(), [](char c) {
                      return absl::ascii_isalnum(static_cast<unsigned char>(c));
                    });
  return ours ? value : std::string_view();
}

std::variant<store::Throttle, http::Response> Admit(const service::Context& context, store::Guess guess,
                                                    std::string_view email) {
  absl::StatusOr<store::Throttle> throttle =
      store::FindThrottle(context.app().pool, guess, email, DeviceOf(context.request()));
  if (!throttle.ok()) return http::FromStatus(throttle.status());
  if (throttle->wait > seconds(0)) return AccountClosed(throttle->wait);
  return *std::move(throttle);
}

http::Response RefuseGuess(const service::Context& context, const store::Throttle& throttle, const store::User* user,
                           store::AuditLog audit, http::Response answer) {
  audit.status_code = answer.status();
  seconds closed{0};
  const absl::Status written = context.app().pool.Transaction([&](pg::Connection& connection) {
    const absl::StatusOr<seconds> counted = store::CountFailure(connection, throttle.account);
    if (!counted.ok()) return counted.status();
    closed = *counted;
    const bool worth_a_row = user != nullptr && closed == seconds(0);
    return store::InsertRefused(connection, audit, worth_a_row ? store::kRefusedRowsPerMinute : 0);
  });
  if (!written.ok()) return http::FromStatus(written);
  return closed > seconds(0) ? AccountClosed(closed) : std::move(answer);
}

http::Response RefuseRightGuess(const service::Context& context, const store::Throttle& throttle, store::AuditLog audit,
                                http::Response answer) {
  audit.status_code = answer.status();
  std::optional<http::Response> closed;
  const absl::Status written = context.app().pool.Transaction([&](pg::Connection& connection) {
    absl::StatusOr<std::optional<http::Response>> accepted = AcceptGuess(connection, throttle);
    if (!accepted.ok()) return accepted.status();
    closed = *std::move(accepted);
    return closed ? absl::OkStatus() : store::InsertRefused(connection, audit);
  });
  if (!written.ok()) return http::FromStatus(written);
  return closed ? *std::move(closed) : std::move(answer);
}

absl::StatusOr<std::optional<http::Response>> AcceptGuess(pg::Connection& connection, const store::Throttle& throttle) {
  const absl::StatusOr<seconds> closed = store::ForgetFailures(connection, throttle.account);
  if (!closed.ok()) return closed.status();
  if (*closed > seconds(0)) return AccountClosed(*closed);
  return std::nullopt;
}

}  // namespace postern::users
