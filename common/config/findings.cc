#include "config/findings.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_join.h"
#include "config/refusal.h"

namespace postern::config {

const OptionRow& RowOf(Origin Origins::*origin) {
  for (const OptionRow& row : Table()) {
    if (row.origin == origin) return row;
  }
  return Table().front();  // Not reached: every origin has its row.
}

std::string Findings::Place(Origin Origins::*origin) const {
  const std::string& place = (origins_.*origin).place;
  if (!place.empty()) return place;
  const OptionRow& row = RowOf(origin);
  return row.flag.empty() ? std::string(row.name) : "--" + row.flag;
}

void Findings::Refuse(Origin Origins::*origin, std::string_view cause) {
  const Origin& given = origins_.*origin;
  RefuseItem(origin, given.IsExplicit() ? given.text : RowOf(origin).text(options_), cause);
}

void Findings::RefuseItem(Origin Origins::*origin, const std::string& item, std::string_view cause) {
  errors_.push_back(Refusal(RowOf(origin), Place(origin), item, cause));
}

void Findings::RefuseOption(Origin Origins::*origin, std::string_view cause) {
  errors_.push_back(Place(origin) + ": " + std::string(cause));
}

void Findings::Warn(std::string_view what) {
  verdict_.warnings.push_back("warning: " + std::string(what));
}

Verdict Findings::Finish() {
  if (!errors_.empty()) verdict_.status = absl::InvalidArgumentError(absl::StrJoin(errors_, "\n"));
  return std::move(verdict_);
}

}  // namespace postern::config
