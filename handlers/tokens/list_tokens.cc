#include "handlers/tokens/endpoints.h"
#include "service/paging.h"
#include "service/target_user.h"

namespace postern::tokens {
namespace {

// Whose tokens: everybody's for whoever may read them, and asks; else the caller's own; else the user's in the path.
// Nothing where the caller may not read those.
std::optional<store::TokenListOptions> Selection(const service::Context& context, const service::Target& target,
                                                 bool all) {
  const auth::Caller& caller = context.caller();
  if (all && caller.May("read", KeyObject(""))) return store::TokenListOptions{};
  const std::string& owner = all ? caller.user_id() : target.id;
  if (!caller.May("read", KeyObject(owner))) return std::nullopt;
  store::TokenListOptions options;
  options.user_id = owner;
  return options;
}

bool ReadIncludeExpired(const http::Query& query, std::vector<http::Violation>& violations) {
  const std::string_view text = query.First("include_expired").value_or("");
  if (text.empty()) return true;
  const std::optional<bool> value = http::ParseBool(text);
  if (!value) violations.push_back({"include_expired", "must be true or false"});
  return value.value_or(true);
}

}  // namespace

http::Response ListTokens(const service::Context& context) {
  auto resolved = service::ResolveTarget(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);

  const http::Query query(context.request().query());
  std::vector<http::Violation> violations;
  const service::Paging paging = service::ReadPaging(query, violations);
  const bool include_expired = ReadIncludeExpired(query, violations);
  if (!violations.empty()) return service::InvalidQuery(violations);
  const bool all = http::ParseBool(query.First("include_all").value_or("")).value_or(false);

  boost::json::array list;
  std::optional<store::TokenListOptions> options = Selection(context, std::get<service::Target>(resolved), all);
  if (!options) return http::Json(http::kOk, std::move(list));
  options->include_expired = include_expired;
  options->limit = paging.limit;
  options->offset = paging.offset;
  const absl::StatusOr<std::vector<store::ApiKey>> keys = store::ListTokens(context.app().pool, *options);
  if (!keys.ok()) return http::FromStatus(keys.status());
  for (const store::ApiKey& key : *keys) {
    boost::json::object item = ToJson(key);
    item["username"] = key.username;
    list.push_back(std::move(item));
  }
  return http::Json(http::kOk, std::move(list));
}

}  // namespace postern::tokens
