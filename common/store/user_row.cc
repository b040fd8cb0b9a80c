#include "store/user_row.h"

namespace postern::store {

User UserFrom(const pg::Row& row) {
  return {.id = std::string(row.Text(0)),
          .username = std::string(row.Text(1)),
          .name = std::string(row.Text(2)),
          .email = std::string(row.Text(3)),
          .avatar_url = std::string(row.Text(4)),
          .created_at = TimeAt(row, 5),
          .updated_at = TimeAt(row, 6),
          .last_seen_at = TimeAt(row, 7),
          .status = std::string(row.Text(8)),
          .login_type = std::string(row.Text(9)),
          .roles = row.TextArray(10),
          .organization_ids = row.TextArray(11),
          .deleted = row.Bool(12),
          .is_system = row.Bool(14),
          .hashed_password = std::string(row.Text(13))};
}

}  // namespace postern::store
