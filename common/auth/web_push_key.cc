#include "auth/web_push_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"

namespace postern::auth {
namespace {

constexpr std::size_t kPointSize = 65;
constexpr int kScalarSize = 32;

unsigned char* Bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

struct KeyFreed {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct NumberFreed {
  void operator()(BIGNUM* number) const { BN_clear_free(number); }
};

bool ReadPoint(EVP_PKEY* key, std::string& point) {
  std::size_t size = 0;
  return EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, Bytes(point), point.size(), &size) == 1 &&
         size == kPointSize;
}

bool ReadScalar(EVP_PKEY* key, std::string& scalar) {
  BIGNUM* number = nullptr;
  const bool read = EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1;
  const std::unique_ptr<BIGNUM, NumberFreed> freed(number);
  return read && BN_bn2binpad(number, Bytes(scalar), kScalarSize) == kScalarSize;
}

}  // namespace

absl::StatusOr<WebPushKeyPair> MakeWebPushKeyPair() {
  const std::unique_ptr<EVP_PKEY, KeyFreed> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  std::string point(kPointSize, '\0');
  std::string scalar(kScalarSize, '\0');
  if (!key || !ReadPoint(key.get(), point) || !ReadScalar(key.get(), scalar)) {
    return absl::InternalError("no key of P-256 could be made");
  }
  WebPushKeyPair pair{absl::WebSafeBase64Escape(point), absl::WebSafeBase64Escape(scalar)};
  OPENSSL_cleanse(scalar.data(), scalar.size());
  return pair;
}

}  // namespace postern::auth
