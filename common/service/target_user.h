// The user that `{user}` in a path means: `me`, an id in any of its forms (deleted and system users included), or a
// name in any case (living users). Never an e-mail address.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "http/response.h"
#include "service/context.h"
#include "store/users.h"

namespace postern::service {

// As much of a user as the gate knows of the caller.
struct Target {
  std::string id;
  std::string username;
  std::vector<std::string> roles;  // Site roles.
};

// `{user}` as far as it is needed for what belongs to the user; `me` costs no statement. The answer otherwise: 404 for
// a `me` who may not even see themselves, 400 for anybody else who is not there or may not be seen: nobody can tell
// which.
std::variant<Target, http::Response> ResolveTarget(const Context& context);

// The same with the whole row.
std::variant<store::User, http::Response> ResolveUser(const Context& context);

// A user as an object of permissions.
inline auth::Object UserObject(std::string_view id) {
  return {.type = "user", .owner_id = id};
}

}  // namespace postern::service
