#include "handlers/users/organization_json.h"

#include "json/time.h"

namespace postern::users {

boost::json::object ToJson(const store::Organization& organization) {
  return {{"id", organization.id},
          {"name", organization.name},
          {"display_name", organization.display_name},
          {"icon", organization.icon},
          {"description", organization.description},
          {"created_at", json::FormatTime(organization.created_at)},
          {"updated_at", json::FormatTime(organization.updated_at)},
          {"is_default", organization.is_default}};
}

}  // namespace postern::users
