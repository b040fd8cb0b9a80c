#include "store/update_check.h"

#include "store/columns.h"

namespace postern::store {
namespace {

constexpr pg::Statement kFind = {"update_check_find",
                                 "SELECT (SELECT value FROM site_configs WHERE key = 'last_update_check'), "  //
                                 POSTERN_MICROS("now()"),
                                 true};
constexpr pg::Statement kWrite = {
    "update_check_write",
    "INSERT INTO site_configs (key, value) VALUES ('last_update_check', json_build_object('checked', "
    "to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), 'version', $1::text, 'url', $2::text)) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"};

}  // namespace

absl::StatusOr<UpdateCheck> FindUpdateCheck(pg::Pool& pool) {
  const absl::StatusOr<pg::Result> rows = pool.Run(kFind, {});
  if (!rows.ok()) return rows.status();
  const pg::Row row = (*rows)[0];
  const std::optional<std::string_view> text = row.Optional(0);
  return UpdateCheck{text ? std::optional(std::string(*text)) : std::nullopt, TimeAt(row, 1)};
}

absl::Status WriteUpdateCheck(pg::Pool& pool, std::string_view version, std::string_view url) {
  return pool.Run(kWrite, {version, url}).status();
}

}  // namespace postern::store
