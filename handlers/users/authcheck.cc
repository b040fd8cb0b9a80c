#include <map>
#include <set>

#include "boost/json/object.hpp"
#include "handlers/users/endpoints.h"
#include "handlers/users/refusals.h"
#include "json/decode.h"
#include "store/audit_logs.h"
#include "store/resources.h"

namespace postern::users {
namespace {

// Each check of a thing by its id may cost a look at the database.
constexpr int kMaxChecksById = 10;

// One question, as the body has it.
struct Check {
  std::string type, owner_id, organization_id, resource_id, action;
  bool any_org = false;
};

// By key, so that the answer's keys are sorted.
using Checks = std::map<std::string, Check, std::less<>>;

// Type and id of each thing that was found.
using Found = std::map<std::pair<std::string, std::string>, store::Resource>;

absl::Status Read(std::string_view body, Checks& checks) {
  const auto entry = [&](std::string_view key, const json::Entries::Read& read) {
    Check check;
    const absl::Status status = read({{"object", json::Fields{{"resource_type", &check.type},
                                                              {"owner_id", &check.owner_id},
                                                              {"organization_id", &check.organization_id},
                                                              {"resource_id", &check.resource_id},
                                                              {"any_org", &check.any_org}}},
                                      {"action", &check.action}});
    checks.insert_or_assign(std::string(key), std::move(check));
    return status;
  };
  return json::Decode(body, {{"checks", json::Entries{entry}}});
}

// Ids in the one form in which they are compared; nil is none. What is no UUID stays, and is nobody's and nowhere.
void Settle(std::string& id) {
  std::optional<std::string> uuid = json::ParseUuid(id);
  if (uuid) id = *uuid == store::kNilUuid ? std::string() : *std::move(uuid);
}

std::optional<http::Response> CheckById(Check& check) {
  std::optional<std::string> id = json::ParseUuid(check.resource_id);
  if (!id) return Refused("A resource_id is a UUID.", {{"resource_id", "This is no UUID."}});
  check.resource_id = *std::move(id);
  if (store::IsFetchedById(check.type)) return std::nullopt;
  return Refused("A resource_id names a workspace, a template, a user or a group.",
                 {{"resource_type", "Things of this type are not found by id."}});
}

std::optional<http::Response> CheckRules(Checks& checks) {
  int by_id = 0;
  for (const auto& [key, check] : checks) by_id += check.resource_id.empty() ? 0 : 1;
  if (by_id > kMaxChecksById) return Refused("At most 10 checks may name a resource_id.");
  for (const auto& [key, check] : checks) {
    if (check.type.empty()) return Refused("Each check names the resource_type of its object.");
  }
  for (auto& [key, check] : checks) {
    if (check.resource_id.empty()) continue;
    if (auto refused = CheckById(check)) return refused;
  }
  return std::nullopt;
}

void SettleIds(Checks& checks, const std::string& caller_id) {
  for (auto& [key, check] : checks) {
    if (check.owner_id == "me") check.owner_id = caller_id;
    Settle(check.owner_id);
    Settle(check.organization_id);
  }
}

// All that is named by id, with one statement for each type.
absl::StatusOr<Found> Fetch(const service::Context& context, const Checks& checks) {
  std::map<std::string, std::set<std::string>> ids;
  for (const auto& [key, check] : checks) {
    if (!check.resource_id.empty()) ids[check.type].insert(check.resource_id);
  }
  Found found;
  for (const auto& [type, wanted] : ids) {
    auto resources =
        store::FindResources(context.app().pool, type, {wanted.begin(), wanted.end()}, context.caller().user_id());
    if (!resources.ok()) return resources.status();
    for (auto& [id, resource] : *resources) found.emplace(std::pair(type, id), std::move(resource));
  }
  return found;
}

// A thing that was found stands in place of all that the check says about it, and counts only for who may read it.
bool MayById(const auth::Caller& caller, const Check& check, const Found& found) {
  const auto it = found.find({check.type, check.resource_id});
  if (it == found.end()) return false;
  const store::Resource& resource = it->second;
  const auth::Object object = {.type = resource.type,
                               .owner_id = resource.owner_id,
                               .org_id = resource.organization_id,
                               .listed = resource.listed};
  return caller.May("read", object) && caller.May(check.action, object);
}

bool May(const auth::Caller& caller, const Check& check, const Found& found) {
  if (!check.resource_id.empty()) return MayById(caller, check, found);
  return caller.May(
      check.action,
      {.type = check.type, .owner_id = check.owner_id, .org_id = check.organization_id, .any_org = check.any_org});
}

}  // namespace

http::Response CheckAuthorization(const service::Context& context) {
  Checks checks;
  if (const absl::Status read = Read(context.request().body(), checks); !read.ok()) return http::InvalidBody(read);
  if (auto refused = CheckRules(checks)) return *std::move(refused);
  SettleIds(checks, context.caller().user_id());
  const absl::StatusOr<Found> found = Fetch(context, checks);
  if (!found.ok()) return http::FromStatus(found.status());

  boost::json::object answers;
  for (const auto& [key, check] : checks) answers.emplace(key, May(context.caller(), check, *found));
  return http::Json(http::kOk, std::move(answers));
}

}  // namespace postern::users
