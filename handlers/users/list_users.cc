#include "handlers/users/endpoints.h"
#include "handlers/users/user_json.h"
#include "service/paging.h"
#include "service/target_user.h"
#include "store/user_list.h"

namespace postern::users {
namespace {

// In lists a user of no organization shows null, where a single user shows [].
boost::json::object Listed(const store::User& user) {
  boost::json::object object = ToJson(user);
  if (user.organization_ids.empty()) object["organization_ids"] = nullptr;
  return object;
}

}  // namespace

http::Response ListUsers(const service::Context& context) {
  std::vector<http::Violation> violations;
  const service::Paging paging = service::ReadPaging(http::Query(context.request().query()), violations);
  if (!violations.empty()) return service::InvalidQuery(violations);

  const auth::Caller& caller = context.caller();
  store::UserListOptions options{.limit = paging.limit, .offset = paging.offset};
  if (!caller.May("read", service::UserObject(""))) options.only_id = caller.user_id();
  store::UserPage page;
  // A key that may not even read its own user sees nobody.
  if (!options.only_id || caller.May("read", service::UserObject(caller.user_id()))) {
    absl::StatusOr<store::UserPage> listed = store::ListUsers(context.app().pool, options);
    if (!listed.ok()) return http::FromStatus(listed.status());
    page = *std::move(listed);
  }
  boost::json::array users;
  for (const store::User& user : page.users) users.push_back(Listed(user));
  return http::Json(http::kOk, {{"users", std::move(users)}, {"count", page.count}});
}

}  // namespace postern::users
