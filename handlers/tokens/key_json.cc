#include "handlers/tokens/endpoints.h"
#include "json/time.h"

namespace postern::tokens {

boost::json::object ToJson(const store::ApiKey& key) {
  return {{"id", key.id},
          {"user_id", key.user_id},
          {"last_used", json::FormatTime(key.last_used)},
          {"expires_at", json::FormatTime(key.expires_at)},
          {"created_at", json::FormatTime(key.created_at)},
          {"updated_at", json::FormatTime(key.updated_at)},
          {"login_type", key.login_type},
          {"scope", key.scope},
          {"token_name", key.token_name},
          {"lifetime_seconds", key.lifetime_seconds}};
}

}  // namespace postern::tokens
