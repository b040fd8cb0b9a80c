#include "tests/support/stored_key.h"

#include <cstdlib>

namespace postern::test {

std::string StoredKey::Get(const std::string& expression) {
  return site_.Value("SELECT " + expression + " FROM api_keys WHERE id = '" + id_ + "'");
}

void StoredKey::Set(const std::string& assignments) {
  site_.Sql("UPDATE api_keys SET " + assignments + " WHERE id = '" + id_ + "'");
}

bool StoredKey::exists() {
  return site_.Value("SELECT count(*) FROM api_keys WHERE id = '" + id_ + "'") == "1";
}

double StoredKey::SecondsLeft() {
  return std::atof(Get("extract(epoch FROM expires_at - now())").c_str());
}

double StoredKey::SecondsSinceUse() {
  return std::atof(Get("extract(epoch FROM now() - last_used)").c_str());
}

std::string StoredKey::All() {
  return Get("api_keys::text");
}

}  // namespace postern::test
