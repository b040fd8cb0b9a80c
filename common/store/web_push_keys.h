// The pair of keys for pushing messages to browsers, which stands in the table site_configs.
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "pg/pool.h"

namespace postern::store {

struct WebPushKeys {
  std::string public_key;
  std::string private_key;
};

// The public key that is stored. Where either half is missing or empty, a pair that `make` gives is stored first, and
// what browsers subscribed to with the old one is deleted; of several processes at once one does so. An error is the
// database's, or that of `make`.
absl::StatusOr<std::string> WebPushPublicKey(pg::Pool& pool, const std::function<absl::StatusOr<WebPushKeys>()>& make);

}  // namespace postern::store
