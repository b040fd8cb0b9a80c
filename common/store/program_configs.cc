#include "store/program_configs.h"

#include "absl/strings/escaping.h"
#include "boost/json/parse.hpp"
#include "boost/json/serialize.hpp"

namespace postern::store {
namespace {

constexpr pg::Statement kList = {
    "program_configs_list",
    "SELECT program, encode(fingerprint, 'hex'), CASE WHEN fingerprint <> $1 THEN options::text END, "
    "recorded_at < now() - interval '1 day' FROM postern.program_configs "
    "WHERE recorded_at > now() - interval '7 days' ORDER BY program",
    true};

constexpr pg::Statement kRecord = {
    "program_configs_record",
    "INSERT INTO postern.program_configs (program, fingerprint, options, recorded_at) VALUES ($1, $2, $3::jsonb, "
    "now()) "
    "ON CONFLICT (program) DO UPDATE SET fingerprint = excluded.fingerprint, options = excluded.options, "
    "recorded_at = excluded.recorded_at"};

// Options that cannot be read, whoever wrote them, are none.
boost::json::object ObjectFrom(std::string_view text) {
  boost::json::error_code error;
  boost::json::value value = boost::json::parse({text.data(), text.size()}, error);
  return !error && value.is_object() ? std::move(value.get_object()) : boost::json::object();
}

}  // namespace

absl::StatusOr<std::vector<ProgramConfig>> ListProgramConfigs(pg::Pool& pool, std::string_view fingerprint) {
  const absl::StatusOr<pg::Result> rows = pool.Run(kList, {pg::Param::Bytes(fingerprint)});
  if (!rows.ok()) return rows.status();
  std::vector<ProgramConfig> configs;
  for (int i = 0; i < rows->size(); ++i) {
    const pg::Row row = (*rows)[i];
    configs.push_back({.program = std::string(row.Text(0)),
                       .fingerprint = absl::HexStringToBytes(std::string(row.Text(1))),
                       .options = row.IsNull(2) ? boost::json::object() : ObjectFrom(row.Text(2)),
                       .touch_due = row.Bool(3)});
  }
  return configs;
}

absl::Status RecordProgramConfig(pg::Pool& pool, std::string_view program, std::string_view fingerprint,
                                 const boost::json::object& options) {
  return pool.Run(kRecord, {program, pg::Param::Bytes(fingerprint), boost::json::serialize(options)}).status();
}

}  // namespace postern::store
