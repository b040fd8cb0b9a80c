#include "handlers/csp/reports.h"

#include "absl/strings/str_cat.h"
#include "boost/json/array.hpp"
#include "handlers/csp/report.h"
#include "json/time.h"
#include "store/csp_reports.h"

namespace postern::csp {
namespace {

http::Response TooLarge() {
  return http::Envelope(http::kContentTooLarge,
                        absl::StrCat("A report must not be larger than ", kMaxReportBytes, " bytes."));
}

boost::json::object ReportJson(const store::CspReport& report) {
  return {{"directive", report.kind.directive},
          {"blocked_origin", report.kind.blocked_origin},
          {"document_path", report.kind.document_path},
          {"count", report.count},
          {"first_seen", json::FormatTime(report.first_seen)},
          {"last_seen", json::FormatTime(report.last_seen)}};
}

}  // namespace

absl::Status Reports::Write(pg::Pool& pool, const store::CspCounts& counts) {
  if (counts.empty()) return absl::OkStatus();
  const absl::StatusOr<std::vector<store::CspKind>> fresh = store::CountCspReports(pool, counts);
  if (!fresh.ok()) return fresh.status();
  new_kinds_.Log(*fresh, std::chrono::steady_clock::now());
  return absl::OkStatus();
}

http::Response Reports::Take(const service::Context& context) {
  const std::string_view body = context.request().body();
  if (body.size() > kMaxReportBytes) return TooLarge();
  const absl::StatusOr<std::vector<store::CspKind>> kinds = ReadReports(body);
  if (!kinds.ok()) return http::InvalidBody(kinds.status());
  const absl::Status written = Write(context.app().pool, tally_.Add(*kinds, std::chrono::steady_clock::now()));
  if (!written.ok()) return http::FromStatus(written);
  return http::Json(http::kOk, "ok");
}

http::Response Reports::List(const service::Context& context) {
  pg::Pool& pool = context.app().pool;
  if (const absl::Status written = Write(pool, tally_.Take()); !written.ok()) return http::FromStatus(written);
  const absl::StatusOr<std::vector<store::CspReport>> reports = store::ListCspReports(pool);
  if (!reports.ok()) return http::FromStatus(reports.status());
  boost::json::array list;
  for (const store::CspReport& report : *reports) list.push_back(ReportJson(report));
  return http::Json(http::kOk, list);
}

}  // namespace postern::csp
