// Keys as clients hold them, `<id>-<secret>`, and what is stored of them: the id in clear, of the secret only a hash.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace postern::auth {

inline constexpr std::size_t kTokenIdSize = 10;
inline constexpr std::size_t kTokenSecretSize = 22;

// A new token. The id is a name, the secret must be told to its holder alone and never logged.
struct Token {
  std::string id;      // 10 of [0-9A-Za-z].
  std::string secret;  // 22 of [0-9A-Za-z].

  std::string text() const { return id + "-" + secret; }
};

// Draws a token from the system's randomness; kInternal where that fails.
absl::StatusOr<Token> GenerateToken();

// Why a text cannot be a token.
enum class TokenFlaw {
  kParts,         // Not exactly one hyphen.
  kIdLength,      // Not 10 bytes before it.
  kSecretLength,  // Not 22 bytes behind it.
  kAlphabet,      // Something other than ASCII letters and digits: no such key is ever made.
};

// A sentence for the person who sent it; names no part of what was sent.
std::string_view Explain(TokenFlaw flaw);

// The parts of a text; they point into it. Where there is a flaw, both are empty.
struct ParsedToken {
  std::string_view id;
  std::string_view secret;
  std::optional<TokenFlaw> flaw;
};

// Takes a token apart. Says nothing about whether it exists.
ParsedToken ParseToken(std::string_view text);

// SHA-256 of the secret, 32 raw bytes, as stored.
std::string HashSecret(std::string_view secret);

// True if a key could have this id: 10 of [0-9A-Za-z]. No other text need be looked for.
bool IsTokenId(std::string_view text);

// Compares in a time that depends on the lengths only; texts of different lengths are unequal.
bool ConstantTimeEqual(std::string_view a, std::string_view b);

}  // namespace postern::auth
