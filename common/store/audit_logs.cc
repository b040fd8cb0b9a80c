#include "store/audit_logs.h"

#include "boost/json/serialize.hpp"
#include "json/text.h"

namespace postern::store {
namespace {

constexpr std::size_t kUserAgentCharacters = 256;

#define AUDIT_INSERT                                                                                         \
  "INSERT INTO audit_logs (id, time, user_id, organization_id, ip, user_agent, resource_type, resource_id, " \
  "resource_target, action, diff, status_code, additional_fields, request_id, resource_icon) "               \
  "SELECT gen_random_uuid(), now(), $1::uuid, '00000000-0000-0000-0000-000000000000', $2::inet, $3, "        \
  "$4::resource_type, $5::uuid, $6, $7::audit_action, $8::jsonb, $9::int, $10::jsonb, $11::uuid, ''"

constexpr pg::Statement kInsert = {"audit_logs_insert", AUDIT_INSERT};
constexpr pg::Statement kInsertRefused = {
    "audit_logs_insert_refused", AUDIT_INSERT
    " WHERE (SELECT count(*) FROM audit_logs WHERE user_id = $1::uuid AND action = $7::audit_action "
    "AND status_code >= 400 AND time > now() - interval '1 minute') < $12::int"};

// The first 256 characters: a longer text would make the row, and with it the change, fail.
std::optional<std::string> CutUserAgent(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  std::string repaired = json::RepairUtf8(*text);
  std::size_t characters = 0;
  for (std::size_t i = 0; i < repaired.size(); ++i) {
    const bool starts = (static_cast<unsigned char>(repaired[i]) & 0xC0) != 0x80;
    if (starts && ++characters > kUserAgentCharacters) return repaired.substr(0, i);
  }
  return repaired;
}

}  // namespace

AuditDiff& AuditDiff::AddValues(std::string_view column, boost::json::value before, boost::json::value after) {
  columns_[column] = {{"Old", std::move(before)}, {"New", std::move(after)}, {"Secret", false}};
  return *this;
}

AuditDiff& AuditDiff::AddSecret(std::string_view column) {
  columns_[column] = {{"Old", nullptr}, {"New", nullptr}, {"Secret", true}};
  return *this;
}

std::string AuditDiff::Text() const {
  return boost::json::serialize(columns_);
}

absl::Status InsertAuditLog(pg::Connection& connection, const AuditLog& log) {
  return connection
      .Run(kInsert,
           {log.user_id, log.ip, CutUserAgent(log.user_agent), log.resource_type, log.resource_id, log.resource_target,
            log.action, log.diff.Text(), log.status_code, log.additional_fields, log.request_id})
      .status();
}

absl::Status InsertRefused(pg::Connection& connection, const AuditLog& log, int most) {
  return connection
      .Run(kInsertRefused,
           {log.user_id, log.ip, CutUserAgent(log.user_agent), log.resource_type, log.resource_id, log.resource_target,
            log.action, log.diff.Text(), log.status_code, log.additional_fields, log.request_id, most})
      .status();
}

AuditLog DormantActivation(std::string_view user_id, std::string_view username) {
  AuditLog log;
  log.user_id = user_id;
  log.resource_type = "user";
  log.resource_id = user_id;
  log.resource_target = username;
  log.action = "write";
  log.diff.Add("status", "dormant", "active");
  log.additional_fields = R"({"automatic_actor":"coder","automatic_subsystem":"dormancy"})";
  return log;
}

}  // namespace postern::store
