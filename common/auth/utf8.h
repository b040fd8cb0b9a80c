// Reading UTF-8 one code point at a time.
#pragma once

#include <cstddef>
#include <string_view>

namespace postern::auth {

inline constexpr char32_t kNotUtf8 = 0xFFFFFFFF;

// Takes the first code point off `text`, which must not be empty. Where the bytes are not UTF-8 (overlong forms,
// surrogates and values above U+10FFFF included) it takes one byte and gives kNotUtf8.
inline char32_t TakeCodePoint(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  char32_t code = length <= 1 ? lead : lead & (0xFFU >> (length + 1));
  bool valid = length > 0 && length <= text.size();
  for (std::size_t i = 1; valid && i < length; ++i) {
    valid = (byte(i) & 0xC0) == 0x80;
    code = code << 6 | (byte(i) & 0x3FU);
  }
  valid = valid && !(length == 3 && (code < 0x800 || (code >= 0xD800 && code <= 0xDFFF)));
  valid = valid && !(length == 4 && (code < 0x10000 || code > 0x10FFFF));
  text.remove_prefix(valid ? length : 1);
  return valid ? code : kNotUtf8;
}

}  // namespace postern::auth
