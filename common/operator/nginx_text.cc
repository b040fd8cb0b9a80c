#include "operator/nginx_text.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace postern::operators {
namespace {

constexpr std::string_view kSpecial = "\"'\\$;{}#";

bool IsOrdinary(char c) {
  return absl::ascii_isgraph(static_cast<unsigned char>(c)) && kSpecial.find(c) == std::string_view::npos;
}

}  // namespace

bool IsPlain(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsOrdinary);
}

bool IsQuotablePath(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c == ' ' || IsOrdinary(c); });
}

absl::Status Refused(std::string_view option, std::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(std::string(option), ": ", std::string(why)));
}

std::string Constant(std::string_view name, std::string_view value) {
  return absl::StrCat("map \"\" $postern_", std::string(name), " {\n    default \"", std::string(value), "\";\n}\n");
}

}  // namespace postern::operators
