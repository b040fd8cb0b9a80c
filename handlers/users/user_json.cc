#include "handlers/users/user_json.h"

#include "auth/roles.h"
#include "boost/json/array.hpp"
#include "json/time.h"

namespace postern::users {

boost::json::object ToJson(const store::User& user) {
  boost::json::array roles;
  for (const std::string& role : user.roles) {
    roles.push_back({{"name", role}, {"display_name", auth::SiteRoleDisplayName(role)}});
  }
  boost::json::array organizations(user.organization_ids.begin(), user.organization_ids.end());
  boost::json::object object = {{"id", user.id}, {"username", user.username}};
  if (!user.avatar_url.empty()) object["avatar_url"] = user.avatar_url;
  if (!user.name.empty()) object["name"] = user.name;
  object["email"] = user.email;
  object["created_at"] = json::FormatTime(user.created_at);
  object["updated_at"] = json::FormatTime(user.updated_at);
  object["last_seen_at"] = json::FormatTime(user.last_seen_at);
  object["status"] = user.status;
  object["login_type"] = user.login_type;
  object["organization_ids"] = std::move(organizations);
  object["roles"] = std::move(roles);
  return object;
}

}  // namespace postern::users
