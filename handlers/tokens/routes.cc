#include "handlers/tokens/routes.h"

#include "handlers/tokens/endpoints.h"

namespace postern::tokens {

service::Contract Routes(service::App&) {
  using service::kSession;
  return {.routes =
              {
                  {"POST", "/api/v2/users/{user}/keys/", kSession, CreateSessionKey},
                  {"GET", "/api/v2/users/{user}/keys/{keyid}", kSession, GetKey},
                  {"DELETE", "/api/v2/users/{user}/keys/{keyid}", kSession, DeleteKey},
                  {"GET", "/api/v2/users/{user}/keys/tokens/", kSession, ListTokens},
                  {"POST", "/api/v2/users/{user}/keys/tokens/", kSession, CreateToken},
                  {"GET", "/api/v2/users/{user}/keys/tokens/tokenconfig", kSession, GetTokenConfig},
                  {"GET", "/api/v2/users/{user}/keys/tokens/{keyname}", kSession, GetKeyByName},
              },
          .closed_trees = {"/api/v2/users/{user}"}};
}

}  // namespace postern::tokens
