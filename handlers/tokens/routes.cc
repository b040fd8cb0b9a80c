#include "handlers/tokens/routes.h"

#include "handlers/tokens/endpoints.h"

namespace postern::tokens {
namespace {

constexpr std::string_view kKeys = "Keys and tokens";

}  // namespace

service::Contract Routes(service::App&) {
  using service::kSession;
  return {.routes =
              {
                  {"POST",
                   "/api/v2/users/{user}/keys/",
                   kSession,
                   CreateSessionKey,
                   {.tag = kKeys,
                    .summary = "Make a session key",
                    .answer = "GenerateKeyResponse",
                    .status = 201,
                    .refusals = {400, 403, 404}}},
                  {"GET",
                   "/api/v2/users/{user}/keys/{keyid}",
                   kSession,
                   GetKey,
                   {.tag = kKeys, .summary = "Show a key by its id", .answer = "ApiKey", .refusals = {400, 404}}},
                  {"DELETE",
                   "/api/v2/users/{user}/keys/{keyid}",
                   kSession,
                   DeleteKey,
                   {.tag = kKeys, .summary = "Delete a key", .status = 204, .refusals = {400, 404}}},
                  {"GET",
                   "/api/v2/users/{user}/keys/tokens/",
                   kSession,
                   ListTokens,
                   {.tag = kKeys,
                    .summary = "List tokens",
                    .answer = "Tokens",
                    .refusals = {400, 404},
                    .query = {"include_all", "include_expired", "limit", "offset"}}},
                  {"POST",
                   "/api/v2/users/{user}/keys/tokens/",
                   kSession,
                   CreateToken,
                   {.tag = kKeys,
                    .summary = "Make a token",
                    .body = "CreateTokenRequest",
                    .answer = "GenerateKeyResponse",
                    .status = 201,
                    .refusals = {400, 403, 404, 409}}},
                  {"GET",
                   "/api/v2/users/{user}/keys/tokens/tokenconfig",
                   kSession,
                   GetTokenConfig,
                   {.tag = kKeys,
                    .summary = "Show how long a token of the user may live",
                    .answer = "TokenConfig",
                    .refusals = {400, 404}}},
                  {"GET",
                   "/api/v2/users/{user}/keys/tokens/{keyname}",
                   kSession,
                   GetKeyByName,
                   {.tag = kKeys, .summary = "Show a token by its name", .answer = "ApiKey", .refusals = {400, 404}}},
              },
          .closed_trees = {"/api/v2/users/{user}"}};
}

}  // namespace postern::tokens
