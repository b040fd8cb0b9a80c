#include "config/yaml_text.h"

#include <yaml-cpp/emitter.h>
#include <yaml-cpp/emittermanip.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "boost/json/array.hpp"
#include "boost/json/object.hpp"
#include "config/shown.h"

namespace postern::config {
namespace {

// What some reader of YAML takes for true, false or nothing.
constexpr std::array<std::string_view, 9> kWords = {"true", "false", "yes", "no", "on", "off", "y", "n", "null"};

// Numbers, dates and the like begin with something else than a letter.
bool IsPlainText(std::string_view text) {
  if (text.empty() || (text.front() != '/' && !absl::ascii_isalpha(static_cast<unsigned char>(text.front())))) {
    return false;
  }
  return std::none_of(kWords.begin(), kWords.end(), [text](std::string_view word) {
    return absl::EqualsIgnoreCase({word.data(), word.size()}, {text.data(), text.size()});
  });
}

// Older readers take U+2028 and U+2029 for line breaks, which fold.
bool HasOddLineBreak(std::string_view text) {
  return text.find("\xE2\x80\xA8") != std::string_view::npos || text.find("\xE2\x80\xA9") != std::string_view::npos;
}

void EmitText(YAML::Emitter& out, std::string_view text) {
  const bool odd = HasOddLineBreak(text);
  if (odd) out << YAML::EscapeNonAscii;
  if (odd || !IsPlainText(text)) out << YAML::DoubleQuoted;
  out << std::string(text);
}

void Emit(YAML::Emitter& out, const boost::json::value& value) {
  if (const auto* text = value.if_string()) {
    EmitText(out, {text->data(), text->size()});
  } else if (const auto* items = value.if_array()) {
    if (items->empty()) out << YAML::Flow;  // Else its [] would stand on a line of its own.
    out << YAML::BeginSeq;
    for (const boost::json::value& item : *items) Emit(out, item);
    out << YAML::EndSeq;
  } else if (const auto* members = value.if_object()) {
    if (members->empty()) out << YAML::Flow;
    out << YAML::BeginMap;
    for (const auto& member : *members) {
      out << YAML::Key;
      EmitText(out, {member.key().data(), member.key().size()});
      out << YAML::Value;
      Emit(out, member.value());
    }
    out << YAML::EndMap;
  } else if (value.is_bool()) {
    out << value.get_bool();
  } else if (value.is_int64()) {
    out << value.get_int64();
  } else {
    out << YAML::Null;
  }
}

// Providers have no way to say that a list is not set but an empty one.
void FillLists(boost::json::value& providers) {
  for (boost::json::value& provider : providers.get_array()) {
    for (auto& member : provider.get_object()) {
      if (member.value().is_null()) member.value() = boost::json::array();
    }
  }
}

// Whether an empty list in the file is taken for one that nobody set.
bool ReadsAsNotSet(const OptionRow& row) {
  Options read;
  YamlNode empty;
  empty.shape = YamlNode::Shape::kSequence;
  return row.set_from_yaml(read, empty).ok() && row.json(read, Secrets::kShown).is_null();
}

boost::json::value ValueOf(const OptionRow& row, const Options& options) {
  boost::json::value value = ShownValue(row, options, Secrets::kShown);
  if (value.is_null() && ReadsAsNotSet(row)) return boost::json::array();
  if (row.origin == &Origins::external_auth && value.is_array()) FillLists(value);
  return value;
}

// What the file of --config has in place of the empty text, which these kinds do not take or take for none.
std::string_view EmptyText(Type type) {
  return type == Type::kHostPort ? " \":\"" : type == Type::kUrl ? "" : " \"\"";
}

}  // namespace

std::string YamlValue(const OptionRow& row, const Options& options, std::size_t depth) {
  if (row.type == Type::kDuration) return " " + row.text(options);
  const boost::json::value value = ValueOf(row, options);
  if (value.is_null()) return "";
  if (value.is_string() && value.get_string().empty()) return std::string(EmptyText(row.type));
  YAML::Emitter out;
  Emit(out, value);
  const bool is_block =
      (value.is_array() && !value.get_array().empty()) || (value.is_object() && !value.get_object().empty());
  if (!is_block) return absl::StrCat(" ", out.c_str());
  const std::string line_break = "\n" + std::string(2 * (depth + 1), ' ');
  return line_break + absl::StrReplaceAll(out.c_str(), {{"\n", line_break}});
}

}  // namespace postern::config
