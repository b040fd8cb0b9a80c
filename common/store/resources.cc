#include "store/resources.h"

namespace postern::store {
namespace {

// The groups that the user $2 is in; those that stand for an organization are stored as memberships of that.
#define POSTERN_GROUPS_OF_READER                                       \
  "SELECT group_id FROM group_members WHERE user_id = $2::text::uuid " \
  "UNION ALL SELECT organization_id FROM organization_members WHERE user_id = $2::text::uuid"

struct Kind {
  std::string_view type;
  bool has_lists;  // The statement takes the reader, too.
  pg::Statement statement;
};

// Columns: id, owner, organization, type, what the lists grant. Lists are read by JSON paths, which take null where
// Coder stored one in place of an array.
constexpr Kind kKinds[] = {
    {"workspace",
     false,
     {"resources_find_workspaces",
      "SELECT id, owner_id, organization_id, "
      "CASE WHEN dormant_at IS NULL THEN 'workspace' ELSE 'workspace_dormant' END, '{}'::text[] "
      "FROM workspaces WHERE id = ANY ($1::uuid[])",
      true}},
    {"template",
     true,
     {"resources_find_templates",
      "SELECT id, '', organization_id, 'template', ARRAY(SELECT action #>> '{}' FROM "
      "(SELECT user_acl -> $2::text AS actions UNION ALL "
      "SELECT group_acl -> group_id::text FROM (" POSTERN_GROUPS_OF_READER
      ") g) lists, jsonb_path_query(actions, '$[*]') action) FROM templates WHERE id = ANY ($1::uuid[])",
      true}},
    {"user",
     false,
     {"resources_find_users", "SELECT id, id, '', 'user', '{}'::text[] FROM users WHERE id = ANY ($1::uuid[])", true}},
    {"group",
     true,
     {"resources_find_groups",
      "SELECT id, '', organization_id, 'group', CASE WHEN id IN (" POSTERN_GROUPS_OF_READER
      ") THEN '{read}'::text[] ELSE '{}' END FROM groups WHERE id = ANY ($1::uuid[])",
      true}}};

const Kind* FindKind(std::string_view type) {
  for (const Kind& kind : kKinds) {
    if (kind.type == type) return &kind;
  }
  return nullptr;
}

Resource ResourceFrom(const pg::Row& row) {
  return {.type = std::string(row.Text(3)),
          .owner_id = std::string(row.Text(1)),
          .organization_id = std::string(row.Text(2)),
          .listed = row.TextArray(4)};
}

}  // namespace

bool IsFetchedById(std::string_view type) {
  return FindKind(type) != nullptr;
}

absl::StatusOr<std::map<std::string, Resource>> FindResources(pg::Pool& pool, std::string_view type,
                                                              const std::vector<std::string>& ids,
                                                              std::string_view reader_id) {
  const Kind* kind = FindKind(type);
  if (kind == nullptr) return absl::InvalidArgumentError("things of this type are not found by id");
  const pg::Param list = pg::Param::TextArray(ids);
  const absl::StatusOr<pg::Result> rows =
      kind->has_lists ? pool.Run(kind->statement, {list, reader_id}) : pool.Run(kind->statement, {list});
  if (!rows.ok()) return rows.status();
  std::map<std::string, Resource> resources;
  for (int i = 0; i < rows->size(); ++i) {
    resources.emplace(std::string((*rows)[i].Text(0)), ResourceFrom((*rows)[i]));
  }
  return resources;
}

}  // namespace postern::store
