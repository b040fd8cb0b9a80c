// The newest release that is known of, which stands in the table site_configs in Coder's own form.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "json/time.h"
#include "pg/pool.h"

namespace postern::store {

struct UpdateCheck {
  std::optional<std::string> text;  // JSON with "checked", "version" and "url", if whoever wrote it kept to that.
  json::Time now;                   // The database's clock.
};

absl::StatusOr<UpdateCheck> FindUpdateCheck(pg::Pool& pool);

// Replaces what is stored; checked now, by the database's clock.
absl::Status WriteUpdateCheck(pg::Pool& pool, std::string_view version, std::string_view url);

}  // namespace postern::store
