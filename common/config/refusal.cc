#include "config/refusal.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "config/shown.h"

namespace postern::config {
namespace {

// What may be told of a text that was refused. What stands before an at sign in what should have been a URL, but has no
// scheme that we know, may be a password.
std::string Told(const OptionRow& row, std::string_view text) {
  const std::string its = "its value";
  if (row.is_secret() || row.type == Type::kStruct) return its;
  const std::string shown = WithoutCredentials(text);
  const bool doubtful = row.type == Type::kUrl && shown.find('@') != std::string::npos;
  return doubtful ? its : Quoted(shown);
}

}  // namespace

std::string Refusal(const OptionRow& row, std::string_view place, std::string_view text, std::string_view cause) {
  return std::string(place) + ": " + Told(row, text) + " " + std::string(cause);
}

bool IsWord(std::string_view text) {
  constexpr std::size_t kLongest = 32;
  return !text.empty() && text.size() <= kLongest && std::all_of(text.begin(), text.end(), [](char character) {
    return absl::ascii_isalnum(static_cast<unsigned char>(character)) || character == '-';
  });
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
