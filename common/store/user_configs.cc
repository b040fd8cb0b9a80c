#include "store/user_configs.h"

namespace postern::store {
namespace {

constexpr pg::Statement kFindAppearance = {
    "user_configs_find_appearance",
    "SELECT coalesce(max(value) FILTER (WHERE key = 'theme_preference'), ''), "
    "coalesce(max(value) FILTER (WHERE key = 'terminal_font'), '') FROM user_configs WHERE user_id = $1",
    true};
constexpr pg::Statement kSetAppearance = {
    "user_configs_set_appearance",
    "INSERT INTO user_configs (user_id, key, value) VALUES ($1, 'theme_preference', $2), ($1, 'terminal_font', $3) "
    "ON CONFLICT (user_id, key) DO UPDATE SET value = EXCLUDED.value"};

}  // namespace

absl::StatusOr<Appearance> FindAppearance(pg::Pool& pool, std::string_view user_id) {
  const absl::StatusOr<pg::Result> rows = pool.Run(kFindAppearance, {user_id});
  if (!rows.ok()) return rows.status();
  const pg::Row row = (*rows)[0];
  return Appearance{.theme_preference = std::string(row.Text(0)), .terminal_font = std::string(row.Text(1))};
}

absl::Status SetAppearance(pg::Pool& pool, std::string_view user_id, const Appearance& appearance) {
  return pool.Run(kSetAppearance, {user_id, appearance.theme_preference, appearance.terminal_font}).status();
}

}  // namespace postern::store
