#include "auth/names.h"

#include "auth/utf8.h"

namespace postern::auth {
namespace {

bool IsLetter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool IsDigit(char32_t c) {
  return c >= '0' && c <= '9';
}

// Letters and much else beyond ASCII; what is left out are surrogates, private use and non-characters.
bool IsBeyondAscii(char32_t c) {
  return (c >= 0xA0 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFDCF) || (c >= 0xFDF0 && c <= 0xFFEF);
}

bool IsAtomCharacter(char32_t c) {
  constexpr std::u32string_view kSpecials = U"!#$%&'*+-/=?^_`{|}~";
  return IsLetter(c) || IsDigit(c) || IsBeyondAscii(c) || kSpecials.find(c) != std::u32string_view::npos;
}

// Atoms with single dots between them.
bool IsDotAtom(std::string_view text) {
  bool after_atom = false;
  while (!text.empty()) {
    const char32_t c = TakeCodePoint(text);
    if (c == '.' ? !after_atom : !IsAtomCharacter(c)) return false;
    after_atom = c != '.';
  }
  return after_atom;
}

bool IsPrintable(char32_t c) {
  return c == '\t' || (c >= 0x20 && c <= 0x7E) || IsBeyondAscii(c);
}

// `text` begins behind the opening quote; what follows the closing one stays in it. Empty quotes are refused.
bool TakeQuoted(std::string_view& text) {
  for (bool first = true; !text.empty(); first = false) {
    char32_t c = TakeCodePoint(text);
    if (c == '"') return !first;
    if (c == '\\') c = text.empty() ? kNotUtf8 : TakeCodePoint(text);
    if (!IsPrintable(c)) return false;
  }
  return false;
}

// A label's ends are letters, digits or beyond ASCII; inside, hyphens and tildes too. The last label of a domain has no
// digit at its ends, which keeps out numeric addresses.
bool IsLabel(std::string_view text, bool last) {
  char32_t first_seen = 0;
  char32_t c = 0;
  while (!text.empty()) {
    c = TakeCodePoint(text);
    if (!IsLetter(c) && !IsDigit(c) && !IsBeyondAscii(c) && c != '-' && c != '~') return false;
    if (first_seen == 0) first_seen = c;
  }
  const auto may_end = [last](char32_t end) { return IsLetter(end) || IsBeyondAscii(end) || (!last && IsDigit(end)); };
  return may_end(first_seen) && may_end(c);
}

bool IsDomain(std::string_view text) {
  std::size_t dots = 0;
  for (std::size_t dot; (dot = text.find('.')) != std::string_view::npos; ++dots) {
    if (!IsLabel(text.substr(0, dot), false)) return false;
    text.remove_prefix(dot + 1);
  }
  return dots > 0 && IsLabel(text, true);
}

bool IsWhiteSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

std::size_t LeadingSpaceBytes(std::string_view text) {
  std::string_view rest = text;
  return !text.empty() && IsWhiteSpace(TakeCodePoint(rest)) ? text.size() - rest.size() : 0;
}

std::size_t TrailingSpaceBytes(std::string_view text) {
  std::size_t start = text.size();
  while (start > 0 && text.size() - start < 4) {
    if (!IsContinuation(text[--start])) break;
  }
  std::string_view last = text.substr(start);
  const std::size_t size = last.size();
  return size > 0 && IsWhiteSpace(TakeCodePoint(last)) && last.empty() ? size : 0;
}

std::string_view WithoutSpaceAtEnds(std::string_view text) {
  while (const std::size_t bytes = LeadingSpaceBytes(text)) text.remove_prefix(bytes);
  while (const std::size_t bytes = TrailingSpaceBytes(text)) text.remove_suffix(bytes);
  return text;
}

}  // namespace

bool IsPresent(std::string_view text) {
  return !text.empty();
}

bool IsEmail(std::string_view text) {
  if (text.starts_with('"')) {
    text.remove_prefix(1);
    return TakeQuoted(text) && text.starts_with('@') && IsDomain(text.substr(1));
  }
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && IsDotAtom(text.substr(0, at)) && IsDomain(text.substr(at + 1));
}

bool IsUsername(std::string_view text) {
  if (text.size() > kMaxUsernameBytes || text == "new" || text == "create") return false;
  bool after_letter = false;
  for (const char c : text) {
    const bool letter = IsLetter(static_cast<unsigned char>(c)) || IsDigit(static_cast<unsigned char>(c));
    if (!letter && (c != '-' || !after_letter)) return false;
    after_letter = letter;
  }
  return after_letter;
}

bool IsRealName(std::string_view text) {
  return text.size() <= kMaxRealNameBytes && LeadingSpaceBytes(text) == 0 && TrailingSpaceBytes(text) == 0;
}

std::string_view TrimmedRealName(std::string_view text) {
  text = WithoutSpaceAtEnds(text);
  if (text.size() <= kMaxRealNameBytes) return text;
  std::size_t end = kMaxRealNameBytes;
  while (end > 0 && IsContinuation(text[end])) --end;
  return WithoutSpaceAtEnds(text.substr(0, end));
}

}  // namespace postern::auth
