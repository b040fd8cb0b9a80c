#include "handlers/users/audit_log_json.h"

#include <array>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "boost/json/parse.hpp"
#include "handlers/users/user_json.h"
#include "http/query.h"

namespace postern::users {
namespace {

// What somebody did, and what they failed to do. `{user}` stands for who acted, for the dashboard to fill in.
struct Verb {
  std::string_view action;
  std::string_view done;
  std::string_view failed;
  bool has_object = true;
};
constexpr Verb kVerbs[] = {
    {"create", "created", "create"},
    {"write", "updated", "update"},
    {"delete", "deleted", "delete"},
    {"start", "started", "start"},
    {"stop", "stopped", "stop"},
    {"login", "logged in", "log in", false},
    {"logout", "logged out", "log out", false},
    {"register", "registered", "register"},
    {"request_password_reset", "asked for a new password for", "ask for a new password for"},
    {"connect", "connected to", "connect to"},
    {"disconnect", "disconnected from", "disconnect from"},
    {"open", "opened", "open"},
    {"close", "closed", "close"},
};

constexpr auto kActions = [] {
  std::array<std::string_view, std::size(kVerbs)> actions;
  for (std::size_t i = 0; i < actions.size(); ++i) actions[i] = kVerbs[i].action;
  return actions;
}();

// An action that we do not know is told by its own name.
Verb VerbOf(std::string_view action) {
  for (const Verb& verb : kVerbs) {
    if (verb.action == action) return verb;
  }
  return {action, action, action};
}

std::string Description(const store::AuditEntry& entry) {
  constexpr int kFirstFailure = 400;
  const Verb verb = VerbOf(entry.action);
  std::string text = entry.status_code < kFirstFailure ? absl::StrCat("{user} ", std::string(verb.done))
                                                       : absl::StrCat("{user} failed to ", std::string(verb.failed));
  if (!verb.has_object) return text;
  absl::StrAppend(&text, " ", absl::StrReplaceAll(entry.resource_type, {{"_", " "}}), " {target}");
  return text;
}

// What jsonb holds is JSON, however deep; what is deeper than anybody writes is not shown.
boost::json::value Parse(const std::string& text) {
  boost::json::error_code error;
  boost::json::value value = boost::json::parse(text, error);
  return error ? boost::json::value(boost::json::object()) : value;
}

boost::json::object Change(const boost::json::value& stored) {
  boost::json::object change = {{"old", nullptr}, {"new", nullptr}, {"secret", false}};
  if (!stored.is_object()) return change;
  for (const auto& [key, value] : stored.get_object()) change[absl::AsciiStrToLower({key.data(), key.size()})] = value;
  if (change["secret"] != false) change["old"] = change["new"] = nullptr;
  return change;
}

boost::json::object Diff(const std::string& text) {
  boost::json::object diff;
  const boost::json::value stored = Parse(text);
  if (!stored.is_object()) return diff;
  for (const auto& [column, change] : stored.get_object()) diff[column] = Change(change);
  return diff;
}

boost::json::value Organization(const store::AuditEntry& entry) {
  if (!entry.organization_name) return nullptr;
  return {{"id", entry.organization_id},
          {"name", *entry.organization_name},
          {"display_name", entry.organization_display_name},
          {"icon", entry.organization_icon}};
}

}  // namespace

std::span<const std::string_view> AuditActions() {
  return kActions;
}

boost::json::object ToJson(const store::AuditEntry& entry) {
  const bool lives = entry.living_resource.has_value();
  boost::json::object object = {
      {"id", entry.id},
      {"request_id", entry.request_id},
      {"time", json::FormatTime(entry.time)},
      {"ip", entry.ip},
      {"user_agent", entry.user_agent},
      {"resource_type", entry.resource_type},
      {"resource_id", entry.resource_id},
      {"resource_target", entry.resource_target},
      {"resource_icon", entry.resource_icon},
      {"action", entry.action},
      {"diff", Diff(entry.diff)},
      {"status_code", entry.status_code},
      {"additional_fields", Parse(entry.additional_fields)},
      {"description", Description(entry)},
      {"resource_link", lives ? "/users?filter=" + http::PercentEncode(*entry.living_resource) : std::string()},
      {"is_deleted", entry.resource_type == "user" && !lives},
      {"organization_id", entry.organization_id},
      {"organization", Organization(entry)}};
  object["user"] = entry.user ? boost::json::value(ToJson(*entry.user)) : boost::json::value(nullptr);
  return object;
}

}  // namespace postern::users
