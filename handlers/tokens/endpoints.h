// The endpoints of this program: tokens and session keys of a user.
#pragma once

#include "http/response.h"
#include "service/context.h"
#include "store/api_keys.h"

namespace postern::tokens {

// A session key of the default token lifetime, for clients that ask for one instead of logging in. Ignores the body.
http::Response CreateSessionKey(const service::Context& context);
// {lifetime, scope, token_name}, all optional.
http::Response CreateToken(const service::Context& context);
// One key by id. `{user}` must be readable, but need not be the key's owner.
http::Response GetKey(const service::Context& context);
http::Response DeleteKey(const service::Context& context);
// One key by its exact name among the user's.
http::Response GetKeyByName(const service::Context& context);
// The user's tokens, or with include_all=true every token that the caller may read. limit, offset, include_expired.
http::Response ListTokens(const service::Context& context);
// The longest lifetime that the user may ask for.
http::Response GetTokenConfig(const service::Context& context);

// A key as an object of permissions.
inline auth::Object KeyObject(std::string_view owner_id) {
  return {.type = "api_key", .owner_id = owner_id};
}

// A key as answers show it; never its secret, of which we have only the hash.
boost::json::object ToJson(const store::ApiKey& key);

}  // namespace postern::tokens
