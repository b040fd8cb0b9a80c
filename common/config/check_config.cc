#include "config/check_config.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "config/refusal.h"
#include "config/shown.h"
#include "json/print.h"

namespace postern::config {
namespace {

std::string ValueText(const OptionRow& row, const Options& options) {
  if (row.is_secret()) return row.text(options).empty() ? "(not set)" : "(secret, set)";
  if (row.type == Type::kDuration) return row.text(options);
  const boost::json::value value = ShownValue(row, options);
  if (value.is_null()) return "(not set)";
  if (const auto* text = value.if_string()) return Quoted({text->data(), text->size()});
  std::string json = json::Print(value);
  json.pop_back();  // The line break.
  return json;
}

// "env CODER_VERBOSE", "default"; a twin that was not itself named has no place.
std::string OriginText(const Origin& origin) {
  if (origin.source == Source::kNone) return "nobody set it";
  const std::string source(SourceName(origin.source));
  return origin.place.empty() ? source : absl::StrCat(source, " ", origin.place);
}

}  // namespace

std::string CheckedConfig(const Options& options, const Origins& origins) {
  std::string lines;
  for (const OptionRow* row : TableByName()) {
    absl::StrAppend(&lines, std::string(row->name), " = ", ValueText(*row, options), "  [",
                    OriginText(origins.*row->origin), "]\n");
  }
  return lines;
}

}  // namespace postern::config
