#include "auth/ssh_key.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace postern::auth {
namespace {

constexpr std::string_view kType = "ssh-ed25519";
constexpr std::size_t kKeySize = 32;   // Of either half of an ed25519 pair.
constexpr std::size_t kBlockSize = 8;  // What the private part is padded to when it is not encrypted.
constexpr std::size_t kPemColumns = 70;

struct RawPair {
  std::string seed = std::string(kKeySize, '\0');
  std::string point = std::string(kKeySize, '\0');
};

unsigned char* Bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

absl::StatusOr<RawPair> Generate() {
  struct Freed {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  const std::unique_ptr<EVP_PKEY, Freed> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  RawPair raw;
  std::size_t seed_size = kKeySize;
  std::size_t point_size = kKeySize;
  const bool made = key && EVP_PKEY_get_raw_private_key(key.get(), Bytes(raw.seed), &seed_size) == 1 &&
                    EVP_PKEY_get_raw_public_key(key.get(), Bytes(raw.point), &point_size) == 1 &&
                    seed_size == kKeySize && point_size == kKeySize;
  if (!made) return absl::InternalError("no ed25519 key could be made");
  return raw;
}

// The two forms of SSH's wire format that are needed: a number, and text with its length before it.
void AddNumber(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xFF);
}

void AddText(std::string& out, std::string_view text) {
  AddNumber(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

std::string PublicPart(const RawPair& raw) {
  std::string part;
  AddText(part, kType);
  AddText(part, raw.point);
  return part;
}

// `check` stands there twice: whoever decrypts sees by it whether the passphrase was right.
std::string PrivatePart(const RawPair& raw, std::uint32_t check) {
  std::string part;
  AddNumber(part, check);
  AddNumber(part, check);
  AddText(part, kType);
  AddText(part, raw.point);
  AddText(part, raw.seed + raw.point);
  AddText(part, "");  // Comment.
  for (char pad = 1; part.size() % kBlockSize != 0; ++pad) part += pad;
  return part;
}

std::string OpenSshKey(const RawPair& raw, std::uint32_t check) {
  std::string key("openssh-key-v1\0", 15);
  AddText(key, "none");  // Cipher.
  AddText(key, "none");  // How its key comes from a passphrase,
  AddText(key, "");      // and the options of that.
  AddNumber(key, 1);     // Keys.
  AddText(key, PublicPart(raw));
  AddText(key, PrivatePart(raw, check));
  return key;
}

std::string Pem(const std::string& bytes) {
  const std::string body = absl::Base64Escape(bytes);
  std::string pem = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
  for (std::size_t i = 0; i < body.size(); i += kPemColumns) absl::StrAppend(&pem, body.substr(i, kPemColumns), "\n");
  return pem + "-----END OPENSSH PRIVATE KEY-----\n";
}

}  // namespace

absl::StatusOr<SshKeyPair> MakeSshKeyPair() {
  absl::StatusOr<RawPair> raw = Generate();
  if (!raw.ok()) return raw.status();
  std::uint32_t check = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&check), sizeof check) != 1) {
    return absl::InternalError("no randomness");
  }
  SshKeyPair pair;
  pair.private_key = Pem(OpenSshKey(*raw, check));
  pair.public_key = absl::StrCat("ssh-ed25519 ", absl::Base64Escape(PublicPart(*raw)), "\n");
  OPENSSL_cleanse(raw->seed.data(), raw->seed.size());
  return pair;
}

}  // namespace postern::auth
