#include <algorithm>

#include "absl/strings/str_cat.h"
#include "handlers/users/endpoints.h"
#include "handlers/users/user_json.h"
#include "service/paging.h"
#include "service/search.h"
#include "service/target_user.h"
#include "store/user_list.h"

namespace postern::users {
namespace {

// Every user is compared with the whole of it, so it is short.
constexpr std::size_t kMaxSearchedText = 256;

// The zero time asks for nothing.
std::optional<json::Time> ReadInstant(service::Search& search, std::string_view key) {
  const std::optional<json::Time> time = search.Instant(key);
  return time == json::kZeroTime ? std::nullopt : time;
}

// Everybody is a member, although it is stored of nobody. Beside other roles it asks for what is stored.
std::vector<std::string> ReadRoles(service::Search& search) {
  std::vector<std::string> roles = search.List("role");
  if (std::all_of(roles.begin(), roles.end(), [](std::string_view role) { return role == "member"; })) roles.clear();
  return roles;
}

store::UserFilter ReadFilter(service::Search& search) {
  store::UserFilter filter;
  filter.search = search.Text("search");
  filter.statuses = search.AnyOf("status", store::kUserStatuses);
  filter.roles = ReadRoles(search);
  filter.login_types = search.AnyOf("login_type", store::kLoginTypes);
  filter.last_seen_before = ReadInstant(search, "last_seen_before");
  filter.last_seen_after = ReadInstant(search, "last_seen_after");
  filter.created_before = ReadInstant(search, "created_before");
  filter.created_after = ReadInstant(search, "created_after");
  filter.github_user_id = search.Number("github_com_user_id");
  if (filter.github_user_id == 0) filter.github_user_id.reset();
  return filter;
}

// What is asked for. Of a search that cannot be done the page is not looked at.
store::UserListOptions ReadOptions(const http::Query& query, std::vector<http::Violation>& violations) {
  service::Search search(query.First("q").value_or(""), "search");
  store::UserListOptions options{.filter = ReadFilter(search)};
  violations = search.TakeViolations();
  if (options.filter.search && options.filter.search->size() > kMaxSearchedText) {
    violations.push_back({"search", absl::StrCat("may have at most ", kMaxSearchedText, " bytes")});
  }
  if (!violations.empty()) return options;
  options.after_id = service::ReadCursor(query, violations);
  const service::Paging paging = service::ReadPaging(query, violations);
  options.limit = paging.limit;
  options.offset = paging.offset;
  return options;
}

// In lists a user of no organization shows null, where a single user shows [].
boost::json::object Listed(const store::User& user) {
  boost::json::object object = ToJson(user);
  if (user.organization_ids.empty()) object["organization_ids"] = nullptr;
  return object;
}

}  // namespace

http::Response ListUsers(const service::Context& context) {
  std::vector<http::Violation> violations;
  store::UserListOptions options = ReadOptions(http::Query(context.request().query()), violations);
  if (!violations.empty()) return service::InvalidQuery(violations);

  const auth::Caller& caller = context.caller();
  if (!caller.May("read", service::UserObject(""))) options.filter.only_id = caller.user_id();
  store::UserPage page;
  // A key that may not even read its own user sees nobody.
  if (!options.filter.only_id || caller.May("read", service::UserObject(caller.user_id()))) {
    absl::StatusOr<store::UserPage> listed = store::ListUsers(context.app().pool, options);
    if (!listed.ok()) return http::FromStatus(listed.status());
    page = *std::move(listed);
  }
  boost::json::array users;
  for (const store::User& user : page.users) users.push_back(Listed(user));
  return http::Json(http::kOk, {{"users", std::move(users)}, {"count", page.count}});
}

}  // namespace postern::users
