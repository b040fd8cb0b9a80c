// The columns of a user in a statement, and the user that they make. For the files of this room that read users.
#pragma once

#include "store/columns.h"
#include "store/users.h"

// Of `users u`, to be read by UserFrom; `hash` is what stands for the password's.
#define POSTERN_USER_COLUMNS_WITH(hash) \
  "u.id, u.username, u.name, u.email, u.avatar_url, " POSTERN_MICROS("u.created_at") ", " POSTERN_MICROS(             \
      "u.updated_at") ", " POSTERN_MICROS("u.last_seen_at") ", u.status, u.login_type, u.rbac_roles, "                \
  "ARRAY(SELECT m.organization_id::text FROM organization_members m WHERE m.user_id = u.id "                          \
  "ORDER BY m.organization_id), u.deleted, " hash ", u.is_system"

// The hash leaves escaped, which changes no readable one: bytes that are no text would make every reading of the user
// fail, and not the login alone.
#define POSTERN_USER_COLUMNS POSTERN_USER_COLUMNS_WITH("encode(u.hashed_password, 'escape')")

// For lists, which nobody signs in by: the hash stays where it is.
#define POSTERN_SHOWN_USER_COLUMNS POSTERN_USER_COLUMNS_WITH("''")

namespace postern::store {

inline constexpr int kUserColumns = 15;

User UserFrom(const pg::Row& row);

}  // namespace postern::store
