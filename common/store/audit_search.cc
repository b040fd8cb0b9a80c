#include "store/audit_search.h"

#include "store/user_row.h"

namespace postern::store {
namespace {

// The rows that match. One CASE, for the reason that user_list.cc gives. Types and actions are compared as text: a word
// that an older database does not know matches nothing, where a cast would fail.
#define MATCHING_ROWS \
  "FROM audit_logs a WHERE CASE WHEN num_nonnulls($1::uuid[], $2::text, $3::uuid, $4::text, $5::text, $6::uuid, "    \
  "$7::text, $8::text, $9::bigint, $10::bigint, $11::uuid, $12::uuid, $13::text, $14::text) = 0 THEN true ELSE "     \
  "($1::uuid[] IS NULL OR a.organization_id = ANY ($1::uuid[])) "                                                    \
  "AND ($2::text IS NULL OR a.resource_type::text = $2::text) "                                                      \
  "AND ($3::uuid IS NULL OR a.resource_id = $3::uuid) "                                                              \
  "AND ($4::text IS NULL OR lower(a.resource_target) = lower($4::text)) "                                            \
  "AND ($5::text IS NULL OR a.action::text = $5::text) "                                                             \
  "AND ($6::uuid IS NULL OR a.user_id = $6::uuid) "                                                                  \
  "AND ($7::text IS NULL OR a.user_id = ANY (ARRAY(SELECT id FROM users WHERE lower(username) = lower($7::text)))) " \
  "AND ($8::text IS NULL OR a.user_id = ANY (ARRAY(SELECT id FROM users WHERE lower(email) = lower($8::text)))) "    \
  "AND ($9::bigint IS NULL OR a.time >= " POSTERN_INSTANT("$9") ") "                                                 \
  "AND ($10::bigint IS NULL OR a.time < " POSTERN_INSTANT("$10") ") "                                                \
  "AND ($11::uuid IS NULL OR a.request_id = $11::uuid) "                                                             \
  "AND ($12::uuid IS NULL OR a.organization_id = $12::uuid) "                                                        \
  "AND ($13::text IS NULL OR a.organization_id = "                                                                   \
  "ANY (ARRAY(SELECT id FROM organizations WHERE lower(name) = lower($13::text)))) "                                 \
  "AND ($14::text IS NULL OR a.resource_type = 'workspace_build' "                                                   \
  "AND a.additional_fields ->> 'build_reason' = $14::text) END "

// The page is cut first, along the index, and names are looked up for its rows alone: OFFSET 0 keeps the planner, which
// may not know how short a page is, from reading all users instead. The row of the count is there on an empty page,
// too.
constexpr pg::Statement kSearch = {
    "audit_logs_search",
    "WITH page AS (SELECT a.id, a.request_id, a.time, a.ip, a.user_agent, a.resource_type, a.resource_id, "
    "a.resource_target, a.resource_icon, a.action, a.diff, a.additional_fields, a.status_code, a.organization_id, "
    "a.user_id " MATCHING_ROWS
    "ORDER BY a.time DESC, a.id DESC LIMIT $15::int OFFSET $16::int) "
    "SELECT " POSTERN_SHOWN_USER_COLUMNS ", a.id, a.request_id, " POSTERN_MICROS(
        "a.time") ", host(a.ip), a.user_agent, a.resource_type, a.resource_id, a.resource_target, a.resource_icon, "
    "a.action, a.diff, a.additional_fields, a.status_code, a.organization_id, o.name, o.display_name, o.icon, "
    "CASE WHEN NOT r.deleted THEN r.username END, whole.count "
    "FROM (SELECT count(*) " MATCHING_ROWS ") whole LEFT JOIN page a ON true "
    "LEFT JOIN LATERAL (SELECT * FROM users WHERE id = a.user_id OFFSET 0) u ON true "
    "LEFT JOIN LATERAL (SELECT name, display_name, icon FROM organizations WHERE id = a.organization_id OFFSET 0) o "
    "ON true "
    "LEFT JOIN LATERAL (SELECT deleted, username FROM users WHERE id = a.resource_id AND a.resource_type = 'user' "
    "OFFSET 0) r ON true "
    "ORDER BY a.time DESC, a.id DESC",
    true};

constexpr int kCountColumn = kUserColumns + 18;

AuditEntry EntryFrom(const pg::Row& row) {
  int next = kUserColumns;
  const auto text = [&] { return std::string(row.Text(next++)); };
  const auto optional = [&]() -> std::optional<std::string> {
    const int column = next++;
    return row.IsNull(column) ? std::nullopt : std::optional<std::string>(row.Text(column));
  };
  // In the order of the columns: initializers in braces are evaluated as they stand.
  AuditEntry entry{.id = text(),
                   .request_id = text(),
                   .time = TimeAt(row, next++),
                   .ip = text(),
                   .user_agent = text(),
                   .resource_type = text(),
                   .resource_id = text(),
                   .resource_target = text(),
                   .resource_icon = text(),
                   .action = text(),
                   .diff = text(),
                   .additional_fields = text(),
                   .status_code = static_cast<int>(row.Int(next++)),
                   .organization_id = text(),
                   .organization_name = optional(),
                   .organization_display_name = text(),
                   .organization_icon = text(),
                   .living_resource = optional(),
                   .user = std::nullopt};
  if (!row.IsNull(0)) entry.user = UserFrom(row);
  return entry;
}

}  // namespace

absl::StatusOr<AuditPage> SearchAuditLogs(pg::Pool& pool, const AuditSearch& search) {
  const AuditFilter& filter = search.filter;
  const pg::Param only_organizations =
      filter.only_organizations.empty() ? pg::Param(std::nullopt) : pg::Param::TextArray(filter.only_organizations);
  const absl::StatusOr<pg::Result> rows =
      pool.Run(kSearch, {only_organizations, filter.resource_type, filter.resource_id, filter.resource_target,
                         filter.action, filter.user_id, filter.username, filter.email, MicrosOf(filter.from),
                         MicrosOf(filter.before), filter.request_id, filter.organization_id, filter.organization_name,
                         filter.build_reason, search.limit, search.offset});
  if (!rows.ok()) return rows.status();
  AuditPage page;
  page.count = (*rows)[0].Int(kCountColumn);
  for (int i = 0; i < rows->size(); ++i) {
    const pg::Row row = (*rows)[i];
    if (!row.IsNull(kUserColumns)) page.entries.push_back(EntryFrom(row));
  }
  return page;
}

}  // namespace postern::store
