#include "pg/result.h"

#include <charconv>

namespace postern::pg {
namespace {

// Reads one element that starts at `at` and moves `at` behind it; quoted says whether it stood in double quotes.
std::string ArrayElement(std::string_view text, std::size_t& at, bool& quoted) {
  std::string element;
  quoted = at < text.size() && text[at] == '"';
  if (quoted) ++at;
  while (at < text.size()) {
    const char c = text[at];
    if (quoted ? c == '"' : (c == ',' || c == '}')) break;
    if (c == '\\' && at + 1 < text.size()) ++at;
    element.push_back(text[at++]);
  }
  if (quoted) ++at;
  return element;
}

}  // namespace

bool Row::IsNull(int column) const {
  return PQgetisnull(result_, row_, column) != 0;
}

std::string_view Row::Text(int column) const {
  const char* text = PQgetvalue(result_, row_, column);
  if (text == nullptr) return {};
  return {text, static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

std::optional<std::string_view> Row::Optional(int column) const {
  if (IsNull(column)) return std::nullopt;
  return Text(column);
}

std::int64_t Row::Int(int column) const {
  const std::string_view text = Text(column);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool Row::Bool(int column) const {
  return Text(column) == "t";
}

std::vector<std::string> Row::TextArray(int column) const {
  std::vector<std::string> items;
  const std::string_view text = Text(column);
  std::size_t at = 1;  // Behind the opening brace.
  while (at < text.size() && text[at] != '}') {
    bool quoted = false;
    std::string element = ArrayElement(text, at, quoted);
    if (quoted || element != "NULL") items.push_back(std::move(element));
    if (at < text.size() && text[at] == ',') ++at;
  }
  return items;
}

int Result::size() const {
  return PQntuples(result_.get());
}

std::int64_t Result::affected() const {
  const std::string_view text = PQcmdTuples(result_.get());
  std::int64_t rows = 0;
  std::from_chars(text.data(), text.data() + text.size(), rows);
  return rows;
}

}  // namespace postern::pg
