// The table user_configs: what users choose for themselves, one row for each key.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "pg/pool.h"

namespace postern::store {

// How a user wants pages to look; what they never chose is "".
struct Appearance {
  std::string theme_preference;  // Any text.
  std::string terminal_font;
};

// Of a user that nobody knows it is empty.
absl::StatusOr<Appearance> FindAppearance(pg::Pool& pool, std::string_view user_id);

// Stores both values in one step, so that of two changes at once one stays whole. The user must exist.
absl::Status SetAppearance(pg::Pool& pool, std::string_view user_id, const Appearance& appearance);

}  // namespace postern::store
