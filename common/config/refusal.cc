#include "config/refusal.h"

#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "config/url.h"

namespace postern::config {

std::string Refusal(const OptionRow& row, std::string_view place, std::string_view text, std::string_view cause) {
  std::string shown = "its value";
  if (!row.extras.secret) shown = Quoted(row.type == Type::kUrl ? WithoutUserInfo(text) : std::string(text));
  return std::string(place) + ": " + shown + " " + std::string(cause);
}

std::string Quoted(std::string_view text) {
  std::string shown;
  for (const char character : text) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(character))) {
      absl::StrAppend(&shown, "\\x", absl::Hex(static_cast<unsigned char>(character), absl::kZeroPad2));
    } else {
      shown += character;
    }
  }
  return '"' + shown + '"';
}

}  // namespace postern::config
