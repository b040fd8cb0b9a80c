#include "store/csp_reports.h"

#include "store/columns.h"

namespace postern::store {
namespace {

#define FORGOTTEN(hours) "last_seen <= now() - " hours "::int * interval '1 hour'"

// Sorted, so that two processes lock the rows they share in one order.
constexpr pg::Statement kCount = {
    "csp_reports_count",
    "INSERT INTO postern.csp_reports AS r (directive, blocked_origin, document_path, count, first_seen, last_seen) "
    "SELECT d, b, p, n, now(), now() FROM (SELECT d, b, p, n, known, row_number() OVER (PARTITION BY known "
    "ORDER BY n DESC, d, b, p) AS place FROM (SELECT d, b, p, n, EXISTS (SELECT FROM postern.csp_reports AS k WHERE "
    "k.directive = d AND k.blocked_origin = b AND k.document_path = p) AS known FROM "
    "unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS u (d, b, p, n)) AS given) AS ranked "
    "WHERE known OR place <= $5::int ORDER BY d, b, p ON CONFLICT (directive, blocked_origin, document_path) DO UPDATE "
    "SET "
    "count = r.count + excluded.count, last_seen = greatest(r.last_seen, excluded.last_seen) "
    "RETURNING directive, blocked_origin, document_path, xmax = 0"};
// A kind that is seen at this moment has a new ctid, and stays; nobody is waited for.
constexpr pg::Statement kPrune = {
    "csp_reports_prune",
    "DELETE FROM postern.csp_reports WHERE ctid = ANY (ARRAY(SELECT ctid FROM postern.csp_reports WHERE ctid = ANY "
    "(ARRAY(SELECT ctid FROM (SELECT ctid, last_seen, row_number() OVER (ORDER BY (repeated AND among <= $3::int) "
    "DESC, last_seen DESC, directive, blocked_origin, document_path) AS place FROM (SELECT *, count > 1 AS repeated, "
    "row_number() OVER (PARTITION BY count > 1 ORDER BY last_seen DESC, directive, blocked_origin, document_path) AS "
    "among, ctid FROM postern.csp_reports) AS s) AS r WHERE place > $1::int OR " FORGOTTEN(
        "$2") ")) FOR UPDATE SKIP LOCKED))"};
constexpr pg::Statement kList = {
    "csp_reports_list",
    "SELECT directive, blocked_origin, document_path, count, " POSTERN_MICROS("first_seen") ", " POSTERN_MICROS(
        "last_seen") " FROM postern.csp_reports WHERE NOT " FORGOTTEN("$2") " ORDER BY last_seen DESC, directive, "
                     "blocked_origin, document_path LIMIT $1",
    true};

CspKind KindFrom(const pg::Row& row) {
  return {.directive = std::string(row.Text(0)),
          .blocked_origin = std::string(row.Text(1)),
          .document_path = std::string(row.Text(2))};
}

int Hours(std::chrono::hours hours) {
  return static_cast<int>(hours.count());
}

}  // namespace

absl::StatusOr<std::vector<CspKind>> CountCspReports(pg::Pool& pool, const CspCounts& counts) {
  std::vector<std::string> directives, origins, paths, numbers;
  for (const auto& [kind, count] : counts) {
    directives.push_back(kind.directive);
    origins.push_back(kind.blocked_origin);
    paths.push_back(kind.document_path);
    numbers.push_back(std::to_string(count));
  }
  const absl::StatusOr<pg::Result> rows =
      pool.Run(kCount, {pg::Param::TextArray(directives), pg::Param::TextArray(origins), pg::Param::TextArray(paths),
                        pg::Param::TextArray(numbers), kMaxNewCspKinds});
  if (!rows.ok()) return rows.status();
  std::vector<CspKind> fresh;
  for (int i = 0; i < rows->size(); ++i) {
    if ((*rows)[i].Bool(3)) fresh.push_back(KindFrom((*rows)[i]));
  }
  if (fresh.empty()) return fresh;
  const absl::Status pruned =
      pool.Run(kPrune, {kMaxCspKinds, Hours(kCspKindForgottenAfter), kRepeatedCspKinds}).status();
  if (!pruned.ok()) return pruned;
  return fresh;
}

absl::StatusOr<std::vector<CspReport>> ListCspReports(pg::Pool& pool) {
  const absl::StatusOr<pg::Result> rows = pool.Run(kList, {kMaxCspKinds, Hours(kCspKindForgottenAfter)});
  if (!rows.ok()) return rows.status();
  std::vector<CspReport> reports;
  for (int i = 0; i < rows->size(); ++i) {
    const pg::Row row = (*rows)[i];
    reports.push_back(
        {.kind = KindFrom(row), .count = row.Int(3), .first_seen = TimeAt(row, 4), .last_seen = TimeAt(row, 5)});
  }
  return reports;
}

}  // namespace postern::store
