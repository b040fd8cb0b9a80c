#include "absl/strings/str_cat.h"
#include "handlers/users/audit_log_json.h"
#include "handlers/users/endpoints.h"
#include "json/decode.h"
#include "service/paging.h"
#include "service/search.h"

namespace postern::users {
namespace {

constexpr std::int32_t kUsualLimit = 100;
constexpr std::int32_t kMaxLimit = 1000;
constexpr std::int64_t kMicrosOfADay = 86'400'000'000;

constexpr std::string_view kResourceTypes[] = {"organization",
                                               "template",
                                               "template_version",
                                               "user",
                                               "workspace",
                                               "git_ssh_key",
                                               "api_key",
                                               "group",
                                               "workspace_build",
                                               "license",
                                               "workspace_proxy",
                                               "convert_login",
                                               "health_settings",
                                               "oauth2_provider_app",
                                               "oauth2_provider_app_secret",
                                               "custom_role",
                                               "organization_member",
                                               "notifications_settings",
                                               "notification_template",
                                               "idp_sync_settings_organization",
                                               "idp_sync_settings_group",
                                               "idp_sync_settings_role",
                                               "workspace_agent",
                                               "workspace_app"};
constexpr std::string_view kBuildReasons[] = {"initiator", "autostart",  "autostop",
                                              "dormancy",  "failedstop", "autodelete"};

void ReadUser(service::Search& search, const auth::Caller& caller, store::AuditFilter& filter) {
  filter.username = search.Text("username");
  if (filter.username != "me") return;
  filter.username.reset();
  filter.user_id = caller.user_id();
}

void ReadOrganization(service::Search& search, store::AuditFilter& filter) {
  const std::optional<std::string> text = search.Text("organization");
  if (!text) return;
  filter.organization_id = json::ParseUuid(*text);
  if (!filter.organization_id) filter.organization_name = text;
}

// Both days are whole.
void ReadDays(service::Search& search, store::AuditFilter& filter) {
  filter.from = search.Day("date_from");
  filter.before = search.Day("date_to");
  if (filter.before) filter.before->micros += kMicrosOfADay;
}

store::AuditFilter ReadFilter(service::Search& search, const auth::Caller& caller) {
  store::AuditFilter filter;
  filter.resource_type = search.OneOf("resource_type", kResourceTypes);
  filter.resource_id = search.Uuid("resource_id");
  filter.resource_target = search.Text("resource_target");
  filter.action = search.OneOf("action", AuditActions());
  ReadUser(search, caller, filter);
  filter.email = search.Text("email");
  ReadDays(search, filter);
  filter.request_id = search.Uuid("request_id");
  ReadOrganization(search, filter);
  filter.build_reason = search.OneOf("build_reason", kBuildReasons);
  return filter;
}

// What is asked for. Of a search that cannot be done the page is not looked at.
store::AuditSearch ReadSearch(const service::Context& context, std::vector<http::Violation>& violations) {
  const http::Query query(context.request().query());
  service::Search search(query.First("q").value_or(""), "resource_type");
  store::AuditSearch read{.filter = ReadFilter(search, context.caller())};
  violations = search.TakeViolations();
  if (!violations.empty()) return read;
  const service::Paging paging = service::ReadPaging(query, violations);
  if (paging.limit > kMaxLimit) violations.push_back({"limit", absl::StrCat("must be at most ", kMaxLimit)});
  read.limit = paging.limit == 0 ? kUsualLimit : paging.limit;
  read.offset = paging.offset;
  return read;
}

// The organizations whose rows the caller may read.
std::vector<std::string> ReadableOrganizations(const auth::Caller& caller) {
  std::vector<std::string> ids;
  for (const auth::OrgRoles& held : caller.subject.org_roles) {
    if (caller.May("read", {.type = "audit_log", .org_id = held.org_id})) ids.push_back(held.org_id);
  }
  return ids;
}

}  // namespace

http::Response ListAuditLogs(const service::Context& context) {
  const auth::Caller& caller = context.caller();
  const bool reads_all = caller.May("read", {.type = "audit_log"});
  std::vector<std::string> organizations = ReadableOrganizations(caller);
  if (!reads_all && organizations.empty()) return http::Forbidden();

  std::vector<http::Violation> violations;
  store::AuditSearch search = ReadSearch(context, violations);
  if (!violations.empty()) return service::InvalidQuery(violations);
  if (!reads_all) search.filter.only_organizations = std::move(organizations);
  const absl::StatusOr<store::AuditPage> page = store::SearchAuditLogs(context.app().pool, search);
  if (!page.ok()) return http::FromStatus(page.status());
  boost::json::array rows;
  for (const store::AuditEntry& entry : page->entries) rows.push_back(ToJson(entry));
  return http::Json(http::kOk, {{"audit_logs", std::move(rows)}, {"count", page->count}});
}

}  // namespace postern::users
