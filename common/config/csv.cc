#include "config/csv.h"

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_join.h"

namespace postern::config {
namespace {

// Takes a quoted field, whose opening quote is already cut off, up to and with its closing quote.
absl::StatusOr<std::string> TakeQuoted(std::string_view& text) {
  std::string field;
  while (!text.empty()) {
    const char character = text.front();
    text.remove_prefix(1);
    if (character != '"') {
      field += character;
      continue;
    }
    if (text.empty() || text.front() != '"') return field;
    field += '"';
    text.remove_prefix(1);
  }
  return absl::InvalidArgumentError("has a quote that is never closed");
}

absl::StatusOr<std::string> TakeBare(std::string_view& text) {
  const std::string_view field = text.substr(0, text.find_first_of(",\n"));
  if (field.find('"') != std::string_view::npos) {
    return absl::InvalidArgumentError("has a quote inside an unquoted item");
  }
  text.remove_prefix(field.size());
  return std::string(field);
}

absl::StatusOr<std::string> TakeField(std::string_view& text) {
  if (text.empty() || text.front() != '"') return TakeBare(text);
  text.remove_prefix(1);
  absl::StatusOr<std::string> field = TakeQuoted(text);
  if (field.ok() && !text.empty() && text.front() != ',' && text.front() != '\n') {
    return absl::InvalidArgumentError("has text after a closing quote");
  }
  return field;
}

std::string Quoted(const std::string& item) {
  if (!item.empty() && item.find_first_of(",\"\r\n") == std::string::npos) return item;
  std::string inside;
  for (const char character : item) inside.append(character == '"' ? 2 : 1, character);
  return '"' + inside + '"';
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ParseCsv(std::string_view text) {
  if (text.empty()) return std::vector<std::string>();
  std::string unix_breaks;
  if (text.find('\r') != std::string_view::npos) {  // A break written as CR LF is one break, inside quotes too.
    unix_breaks = text;
    for (std::size_t at; (at = unix_breaks.find("\r\n")) != std::string::npos;) unix_breaks.erase(at, 1);
    text = unix_breaks;
  }
  const std::size_t start = text.find_first_not_of('\n');
  if (start == std::string_view::npos) return absl::InvalidArgumentError("has line breaks and no items");
  text.remove_prefix(start);

  std::vector<std::string> items;
  while (true) {
    absl::StatusOr<std::string> field = TakeField(text);
    if (!field.ok()) return field.status();
    items.push_back(*std::move(field));
    if (text.empty() || text.front() == '\n') return items;
    text.remove_prefix(1);
  }
}

std::string JoinCsv(const std::vector<std::string>& items) {
  return absl::StrJoin(items, ",", [](std::string* out, const std::string& item) { out->append(Quoted(item)); });
}

}  // namespace postern::config
