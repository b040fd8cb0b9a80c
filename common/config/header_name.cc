#include "config/header_name.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace postern::config {
namespace {

bool IsTokenCharacter(char character) {
  return absl::ascii_isalnum(static_cast<unsigned char>(character)) ||
         std::string_view("!#$%&'*+-.^_`|~").find(character) != std::string_view::npos;
}

}  // namespace

bool IsHeaderName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsTokenCharacter);
}

std::string UsualHeaderName(std::string_view text) {
  if (!IsHeaderName(text)) return std::string(text);
  std::string name;
  bool first = true;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    name += first ? absl::ascii_toupper(byte) : absl::ascii_tolower(byte);
    first = character == '-';
  }
  return name;
}

}  // namespace postern::config
