// What the ways of making a user, and of naming one by address, share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "http/response.h"
#include "http/validation.h"
#include "pg/connection.h"
#include "service/context.h"
#include "store/users.h"

namespace postern::users {

// The rules of an e-mail address, in the field `email`.
void CheckEmail(http::Validation& validation, std::string_view email);
// The rules of email, username and name, in this order.
http::Validation CheckPerson(std::string_view email, std::string_view username, std::string_view name);

// 400 with the field `password` for one that is too easy to guess or too long; nothing where it is good.
std::optional<http::Response> CheckStrength(std::string_view password);

// 409 for a name or an address that is taken.
http::Response UserExists();

// Completes `user`: its ssh key, its name trimmed, and the hash of `password` where that is not empty.
absl::Status Complete(const service::Context& context, std::string_view password, store::NewUser& user);

}  // namespace postern::users
