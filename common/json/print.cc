#include "json/print.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "boost/json/array.hpp"
#include "boost/json/object.hpp"
#include "json/text.h"

namespace postern::json {
namespace {

constexpr std::string_view kLineSeparator = "\xE2\x80\xA8";
constexpr std::string_view kParagraphSeparator = "\xE2\x80\xA9";

void AppendUnicodeEscape(std::string& out, unsigned char c) {
  constexpr char kHex[] = "0123456789abcdef";
  out += "\\u00";
  out += kHex[c >> 4];
  out += kHex[c & 15];
}

void AppendCharacter(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    default:
      AppendUnicodeEscape(out, static_cast<unsigned char>(c));
  }
}

constexpr bool IsPlain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
}

// What can stand in a string as it is, whatever stands beside it.
constexpr auto kPlainAscii = [] {
  std::array<bool, 256> plain{};
  for (int c = 0; c < 0x80; ++c) plain[static_cast<std::size_t>(c)] = IsPlain(static_cast<char>(c));
  return plain;
}();

bool IsPlainAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return kPlainAscii[static_cast<unsigned char>(c)]; });
}

void AppendValidString(std::string& out, std::string_view text) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool separator =
        text[i] == '\xE2' && (text.compare(i, 3, kLineSeparator) == 0 || text.compare(i, 3, kParagraphSeparator) == 0);
    if (IsPlain(text[i]) && !separator) continue;
    out.append(text.substr(kept, i - kept));
    if (separator) {
      out += text[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      AppendCharacter(out, text[i]);
    }
    kept = i + 1;
  }
  out.append(text.substr(kept));
}

template <typename Number>
void AppendNumber(std::string& out, Number number) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  out.append(buffer, end);
}

// The shortest text that reads back as the same number; with an exponent only where Go writes one.
void AppendDouble(std::string& out, double number) {
  const double size = std::fabs(number);
  const bool exponent = size != 0 && (size < 1e-6 || size >= 1e21);
  char buffer[400];
  const auto format = exponent ? std::chars_format::scientific : std::chars_format::fixed;
  auto end = std::to_chars(buffer, buffer + sizeof buffer, number, format).ptr;
  if (exponent && end[-3] == '-' && end[-2] == '0') {  // 1e-07, where Go writes 1e-7.
    end[-2] = end[-1];
    --end;
  }
  out.append(buffer, end);
}

void Append(std::string& out, const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      out += "null";
      return;
    case boost::json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      return;
    case boost::json::kind::int64:
      AppendNumber(out, value.get_int64());
      return;
    case boost::json::kind::uint64:
      AppendNumber(out, value.get_uint64());
      return;
    case boost::json::kind::double_:
      AppendDouble(out, value.get_double());
      return;
    case boost::json::kind::string:
      AppendString(out, value.get_string());
      return;
    case boost::json::kind::array: {
      char before = '[';
      for (const boost::json::value& item : value.get_array()) {
        out += std::exchange(before, ',');
        Append(out, item);
      }
      out += value.get_array().empty() ? "[]" : "]";
      return;
    }
    case boost::json::kind::object: {
      char before = '{';
      for (const auto& [key, item] : value.get_object()) {
        out += std::exchange(before, ',');
        AppendString(out, key);
        out += ':';
        Append(out, item);
      }
      out += value.get_object().empty() ? "{}" : "}";
      return;
    }
  }
}

}  // namespace

void AppendString(std::string& out, std::string_view text) {
  out += '"';
  if (IsPlainAscii(text)) {
    out += text;  // Nearly all that is printed.
  } else if (IsValidUtf8(text)) {
    AppendValidString(out, text);
  } else {
    AppendValidString(out, RepairUtf8(text));
  }
  out += '"';
}

std::string Print(const boost::json::value& value) {
  std::string out;
  out.reserve(256);
  Append(out, value);
  out += '\n';
  return out;
}

}  // namespace postern::json
