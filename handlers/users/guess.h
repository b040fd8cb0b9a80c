// Guesses at a secret of an account, its password or its one-time passcode: how they are let in, and how refused.
#pragma once

#include <variant>

#include "http/response.h"
#include "service/context.h"
#include "store/account_throttles.h"
#include "store/users.h"

namespace postern::users {

// 429 for an account that too many wrong guesses have closed for a while.
http::Response AccountClosed(std::chrono::seconds wait);

// The account that an address means, or 429 where it is closed. Whether there is such an account changes neither the
// answer nor what it costs.
std::variant<store::Throttle, http::Response> Admit(const service::Context& context, store::Guess guess,
                                                    std::string_view email);

// Counts a wrong guess and writes it down for `user`, a known account, or nullptr. Gives `answer`, or 429 where others
// have closed the account meanwhile: of many guesses at once no more are answered than of as many in a row.
http::Response RefuseGuess(const service::Context& context, const store::Throttle& throttle, const store::User* user,
                           store::AuditLog audit, http::Response answer);

// Forgets the wrong guesses before a right one, inside the transaction of what it allows; 429 as above.
absl::StatusOr<std::optional<http::Response>> AcceptGuess(pg::Connection& connection, const store::Throttle& throttle);

}  // namespace postern::users
