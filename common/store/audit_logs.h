// The table audit_logs: who changed what, written in the transaction of the change.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "absl/status/status.h"
#include "boost/json/object.hpp"
#include "boost/json/value_from.hpp"
#include "pg/connection.h"

namespace postern::store {

// What changed: column name -> {"Old", "New", "Secret"}. Secrets are named, never shown.
class AuditDiff {
 public:
  // Texts, truth values, lists of texts, or nullptr.
  template <typename Before, typename After>
  AuditDiff& Add(std::string_view column, const Before& before, const After& after) {
    return AddValues(column, ToValue(before), ToValue(after));
  }
  AuditDiff& AddSecret(std::string_view column);
  std::string Text() const;

 private:
  template <typename T>
  static boost::json::value ToValue(const T& value) {
    if constexpr (std::is_null_pointer_v<T>) {
      return nullptr;
    } else if constexpr (std::is_convertible_v<T, std::string_view>) {
      return boost::json::value(boost::json::string(std::string_view(value)));
    } else {
      return boost::json::value_from(value);
    }
  }
  AuditDiff& AddValues(std::string_view column, boost::json::value before, boost::json::value after);

  boost::json::object columns_;
};

inline constexpr std::string_view kNilUuid = "00000000-0000-0000-0000-000000000000";

struct AuditLog {
  std::string user_id;                    // Who did it.
  std::optional<std::string> ip;          // An address; nothing for what the server did by itself.
  std::optional<std::string> user_agent;  // Cut to the column's 256 characters.
  std::string resource_type;              // user or api_key
  std::string resource_id{kNilUuid};      // A UUID; of a key, its owner's.
  std::string resource_target;            // A user's name, a token's name.
  std::string action;                     // create, write, delete, login, logout
  AuditDiff diff;
  int status_code = 200;
  std::string additional_fields = "{}";
  std::string request_id{kNilUuid};
};

// Rows of refusals that one user may leave of one action in a minute.
inline constexpr int kRefusedRowsPerMinute = 10;

absl::Status InsertAuditLog(pg::Connection& connection, const AuditLog& log);

// The same for what was refused, unless so many rows of this action and this user in the last minute were refusals
// already: who guesses or knocks without end must not fill the table. With `most` zero it writes nothing and costs the
// same.
absl::Status InsertRefused(pg::Connection& connection, const AuditLog& log, int most = kRefusedRowsPerMinute);

// The row of a dormant user's activation, by use or by login: the server did it, so it has no address and no request.
AuditLog DormantActivation(std::string_view user_id, std::string_view username);

}  // namespace postern::store
