// Making keys: tokens and session keys come into being here and nowhere else, under their user's cap, with their audit
// row, in one transaction that holds the user's row still.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "auth/limits.h"
#include "http/response.h"
#include "pg/connection.h"
#include "service/context.h"
#include "store/audit_logs.h"
#include "store/users.h"

namespace postern::service {

struct KeyOrder {
  std::string user_id;
  std::string login_type;
  std::string scope = "all";
  std::string token_name = {};
  std::string ip_address;
  // The lifetime for the user as it is locked: each way of making a key asks its own function of auth/limits.h.
  std::function<auth::LifetimeGrant(const store::User&)> lifetime;
  // Looks at the locked user, may change it, and may send the request away; nothing is kept then. Optional.
  std::function<absl::StatusOr<std::optional<http::Response>>(pg::Connection&, const store::User&)> before = nullptr;
  store::AuditLog audit;  // resource_id and, where the action is create, the diff are filled in.
};

// A lifetime that needs no asking: that of a session, which is cut to the cap already.
auth::LifetimeGrant Granted(std::chrono::nanoseconds lifetime);

// 400 for a lifetime that is not granted.
http::Response LifetimeRefused(const auth::LifetimeGrant& grant);

// The key's text, or the answer that refuses it: 400 for a lifetime above the cap or below zero, 400 for a deleted
// user or a name too long to index, 409 where the name is taken. A name is made up for a token without one, again and
// again until it is free.
std::variant<std::string, http::Response> MintKey(const Context& context, KeyOrder order);

}  // namespace postern::service
