#include "auth/password.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "auth/token.h"

namespace postern::auth {
namespace {

constexpr std::string_view kScheme = "pbkdf2-sha256";
constexpr std::size_t kSaltSize = 16;
constexpr std::size_t kHashSize = 64;
constexpr std::size_t kShortestStored = 64;

// The three parts that matter, out of `$scheme$iterations$salt$hash`.
struct Parts {
  std::int64_t iterations;
  std::string salt;  // Decoded.
};

absl::string_view ForAbseil(std::string_view text) {
  return {text.data(), text.size()};
}

std::string EncodeUnpadded(const std::string& bytes) {
  std::string text = absl::Base64Escape(bytes);
  text.erase(text.find_last_not_of('=') + 1);
  return text;
}

// Abseil also reads padding and white space; neither belongs in a stored value.
bool DecodeUnpadded(std::string_view text, std::string& bytes) {
  const auto belongs = [](unsigned char c) { return absl::ascii_isalnum(c) || c == '+' || c == '/'; };
  return std::all_of(text.begin(), text.end(), belongs) && absl::Base64Unescape(ForAbseil(text), &bytes);
}

absl::StatusOr<std::string> Derive(std::string_view password, std::string_view salt, int iterations) {
  constexpr std::size_t kMost = std::numeric_limits<int>::max();
  if (password.size() > kMost || salt.size() > kMost) return absl::InvalidArgumentError("text too long to hash");
  std::string hash(kHashSize, '\0');
  const int done =
      PKCS5_PBKDF2_HMAC(password.data() == nullptr ? "" : password.data(), static_cast<int>(password.size()),
                        reinterpret_cast<const unsigned char*>(salt.data()), static_cast<int>(salt.size()), iterations,
                        EVP_sha256(), static_cast<int>(hash.size()), reinterpret_cast<unsigned char*>(hash.data()));
  if (done != 1) return absl::InternalError("PBKDF2 failed");
  return hash;
}

absl::StatusOr<std::string> HashWith(std::string_view password, const std::string& salt, int iterations) {
  const absl::StatusOr<std::string> hash = Derive(password, salt, iterations);
  if (!hash.ok()) return hash.status();
  return absl::StrCat("$", ForAbseil(kScheme), "$", iterations, "$", EncodeUnpadded(salt), "$", EncodeUnpadded(*hash));
}

absl::StatusOr<Parts> Split(std::string_view stored) {
  const absl::Status malformed = absl::InvalidArgumentError("stored password hash cannot be read");
  if (stored.size() < kShortestStored) return malformed;
  std::array<std::string_view, 4> fields;  // The fifth, the hash, is compared as it stands.
  for (std::string_view& field : fields) {
    const std::size_t dollar = stored.find('$');
    if (dollar == std::string_view::npos) return malformed;
    field = stored.substr(0, dollar);
    stored.remove_prefix(dollar + 1);
  }
  const auto& [before, scheme, iterations, salt] = fields;
  Parts parts;
  const bool readable = before.empty() && scheme == kScheme &&
                        absl::SimpleAtoi(ForAbseil(iterations), &parts.iterations) &&
                        parts.iterations <= kMaxHashIterations && DecodeUnpadded(salt, parts.salt);
  if (!readable) return malformed;
  return parts;
}

// The same work as for a real user, and no password at all that could pass.
absl::StatusOr<bool> VerifyNobody(std::string_view password) {
  const absl::StatusOr<std::string> hash = HashWith(password, std::string(kSaltSize, 'n'), kHashIterations);
  if (!hash.ok()) return hash.status();
  return false;
}

}  // namespace

absl::StatusOr<std::string> Hash(std::string_view password) {
  std::string salt(kSaltSize, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(salt.data()), static_cast<int>(salt.size())) != 1) {
    return absl::InternalError("no randomness");
  }
  return HashWith(password, salt, kHashIterations);
}

absl::StatusOr<bool> Verify(std::string_view stored, std::string_view password) {
  if (stored.empty()) return VerifyNobody(password);
  const absl::StatusOr<Parts> parts = Split(stored);
  if (!parts.ok()) return parts.status();
  if (parts->iterations < 1) return false;
  const absl::StatusOr<std::string> expected = HashWith(password, parts->salt, static_cast<int>(parts->iterations));
  if (!expected.ok()) return expected.status();
  return ConstantTimeEqual(stored, *expected);
}

}  // namespace postern::auth
