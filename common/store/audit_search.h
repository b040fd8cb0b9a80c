// Reading the table audit_logs (audit_logs.h writes it), page by page.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "json/time.h"
#include "pg/pool.h"
#include "store/users.h"

namespace postern::store {

// What a row must have to be listed: all of it. Absent and empty fields ask for nothing. Names, addresses and targets
// count in any case, and deleted users' and organizations' as well: the record outlives them.
struct AuditFilter {
  std::vector<std::string> only_organizations = {};  // Whoever may not read all sees the rows of these.
  std::optional<std::string> resource_type = {};
  std::optional<std::string> resource_id = {};  // A UUID, as are all ids here.
  std::optional<std::string> resource_target = {};
  std::optional<std::string> action = {};
  std::optional<std::string> user_id = {};
  std::optional<std::string> username = {};
  std::optional<std::string> email = {};
  std::optional<json::Time> from = {};    // Inclusive.
  std::optional<json::Time> before = {};  // Exclusive.
  std::optional<std::string> request_id = {};
  std::optional<std::string> organization_id = {};
  std::optional<std::string> organization_name = {};
  std::optional<std::string> build_reason = {};  // Of builds of workspaces.
};

struct AuditSearch {
  AuditFilter filter = {};
  std::int32_t limit = 0;  // 1 or more.
  std::int32_t offset = 0;
};

// A row with whom and what it names, as they are now.
struct AuditEntry {
  std::string id;
  std::string request_id;
  json::Time time;
  std::string ip;  // "" where the server acted by itself, as the next.
  std::string user_agent;
  std::string resource_type;
  std::string resource_id;
  std::string resource_target;
  std::string resource_icon;
  std::string action;
  std::string diff;               // JSON: column name -> {"Old", "New", "Secret"}, the keys in any case.
  std::string additional_fields;  // JSON.
  int status_code = 0;
  std::string organization_id;
  std::optional<std::string> organization_name;  // Absent, with the next two, where there is no such organization.
  std::string organization_display_name;
  std::string organization_icon;
  std::optional<std::string> living_resource;  // Of a resource that is a user and not deleted: the user's name.
  std::optional<User> user;                    // Who did it, if there is still a row of them.
};

struct AuditPage {
  std::vector<AuditEntry> entries;
  std::int64_t count = 0;  // All that match, on whatever page.
};

// Newest first; rows of one instant by id, so that pages fit together. One statement, and so one moment.
absl::StatusOr<AuditPage> SearchAuditLogs(pg::Pool& pool, const AuditSearch& search);

}  // namespace postern::store
