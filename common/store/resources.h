// Things that are not served here but whose owner, organization and access lists permissions are asked by: workspaces,
// templates, users and groups.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "pg/pool.h"

namespace postern::store {

// Ids are "" where the thing has no owner or no organization.
struct Resource {
  std::string type;  // As permissions name it: a workspace that sleeps is of the type workspace_dormant.
  std::string owner_id;
  std::string organization_id;
  // What the thing's access lists grant the reader, by name and by group; `*` is every action. The members of an
  // organization are in the group that has its id, and those of any group may read it.
  std::vector<std::string> listed;
};

// True for the types that FindResources knows: workspace, template, user, group.
bool IsFetchedById(std::string_view type);

// The things of one type by their ids, deleted ones included, in one statement; `reader_id` is whose lists are read.
// What is not there is left out. kInvalidArgument for any other type.
absl::StatusOr<std::map<std::string, Resource>> FindResources(pg::Pool& pool, std::string_view type,
                                                              const std::vector<std::string>& ids,
                                                              std::string_view reader_id);

}  // namespace postern::store
