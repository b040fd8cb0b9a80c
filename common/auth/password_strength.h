// Whether a new password is hard enough to guess. Asked when one is set, never at login.
//
// Time is linear in the length, whatever is sent: some 15 ns a byte, measured before anything is known about the
// length, because a password that is both weak and long is called weak.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace postern::auth {

inline constexpr double kMinPasswordEntropy = 52;  // Bits.
inline constexpr std::size_t kMaxPasswordBytes = 64;

// What is wrong with a password, for the person who chose it; nothing where it may be used. First the entropy, then the
// length. Bytes that are not UTF-8 count as U+FFFD.
std::optional<std::string> PasswordFlaw(std::string_view password);

// Bits of entropy: reduced length times log2 of the number of characters of the classes in use. The reduced length is
// in bytes, after runs of one character and of keyboard or alphabet neighbours are cut down to two. Zero for "".
double PasswordEntropy(std::string_view password);

}  // namespace postern::auth
