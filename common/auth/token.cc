#include "auth/token.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "absl/status/status.h"

namespace postern::auth {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

// The largest multiple of the alphabet's size in a byte. Bytes from here on are drawn again, for a remainder of them
// would favour the first letters.
constexpr std::size_t kUnbiased = 256 / kAlphabet.size() * kAlphabet.size();

absl::StatusOr<std::string> RandomText(std::size_t size) {
  std::string text;
  std::array<unsigned char, 64> bytes;
  while (text.size() < size) {
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return absl::InternalError("no randomness");
    for (const unsigned char byte : bytes) {
      if (byte < kUnbiased && text.size() < size) text += kAlphabet[byte % kAlphabet.size()];
    }
  }
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return text;
}

bool IsOfAlphabet(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); });
}

ParsedToken Flawed(TokenFlaw flaw) {
  return {{}, {}, flaw};
}

}  // namespace

absl::StatusOr<Token> GenerateToken() {
  absl::StatusOr<std::string> id = RandomText(kTokenIdSize);
  if (!id.ok()) return id.status();
  absl::StatusOr<std::string> secret = RandomText(kTokenSecretSize);
  if (!secret.ok()) return secret.status();
  return Token{*std::move(id), *std::move(secret)};
}

std::string_view Explain(TokenFlaw flaw) {
  switch (flaw) {
    case TokenFlaw::kParts:
      return "A session token has two parts with one hyphen between them.";
    case TokenFlaw::kIdLength:
      return "The first part of a session token has 10 characters.";
    case TokenFlaw::kSecretLength:
      return "The second part of a session token has 22 characters.";
    case TokenFlaw::kAlphabet:
      break;
  }
  return "A session token consists of letters and digits.";
}

bool IsTokenId(std::string_view text) {
  return text.size() == kTokenIdSize && IsOfAlphabet(text);
}

ParsedToken ParseToken(std::string_view text) {
  const std::size_t hyphen = text.find('-');
  if (hyphen == std::string_view::npos || text.rfind('-') != hyphen) return Flawed(TokenFlaw::kParts);
  const std::string_view id = text.substr(0, hyphen);
  const std::string_view secret = text.substr(hyphen + 1);
  if (id.size() != kTokenIdSize) return Flawed(TokenFlaw::kIdLength);
  if (secret.size() != kTokenSecretSize) return Flawed(TokenFlaw::kSecretLength);
  // Also keeps bytes that are no text away from the database.
  if (!IsOfAlphabet(id) || !IsOfAlphabet(secret)) return Flawed(TokenFlaw::kAlphabet);
  return {id, secret, std::nullopt};
}

std::string HashSecret(std::string_view secret) {
  // Looked up once. OpenSSL's SHA256() does so on every call, which takes several times as long as the hash itself.
  static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  auto* const bytes = reinterpret_cast<unsigned char*>(hash.data());
  // Never a hash that another secret has too, whatever is wrong with the library.
  if (EVP_Digest(secret.data(), secret.size(), bytes, nullptr, kSha256, nullptr) != 1) std::abort();
  return hash;
}

bool ConstantTimeEqual(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace postern::auth
