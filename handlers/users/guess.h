// Guesses at a secret of an account, its password or its one-time passcode: how they are let in, and how refused.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "http/response.h"
#include "service/context.h"
#include "store/account_throttles.h"
#include "store/users.h"

namespace postern::users {

// By this cookie a browser that has signed in before is known again. It opens nothing.
inline constexpr char kDeviceCookie[] = "postern_device";

// What the browser keeps under that name, "" where it is nothing of ours.
std::string_view DeviceOf(const http::Request& request);

// The account that an address means, or 429 where too many wrong guesses have closed it for a while. Whether there is
// such an account changes neither the answer nor what it costs.
std::variant<store::Throttle, http::Response> Admit(const service::Context& context, store::Guess guess,
                                                    std::string_view email);

// Counts a wrong guess and writes it down for `user`, a known account, or nullptr. Gives `answer`, or 429 where others
// have closed the account meanwhile: of many guesses at once no more are answered than of as many in a row.
http::Response RefuseGuess(const service::Context& context, const store::Throttle& throttle, const store::User* user,
                           store::AuditLog audit, http::Response answer);

// Writes down a right guess that something else refuses. Gives `answer`, or 429 as above: of those that come too many
// nobody learns that one was right.
http::Response RefuseRightGuess(const service::Context& context, const store::Throttle& throttle, store::AuditLog audit,
                                http::Response answer);

// Forgets the wrong guesses before a right one, inside the transaction of what it allows; 429 as above.
absl::StatusOr<std::optional<http::Response>> AcceptGuess(pg::Connection& connection, const store::Throttle& throttle);

}  // namespace postern::users
