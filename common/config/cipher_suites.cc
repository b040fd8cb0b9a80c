#include "config/cipher_suites.h"

#include <algorithm>
#include <array>

namespace postern::config {
namespace {

constexpr bool kWeak = true;
constexpr bool kSound = false;

// Weak: broken ciphers, and key exchanges by which one stolen key reads what was recorded before.
constexpr std::array kSuites = {
    CipherSuite{"TLS_AES_128_GCM_SHA256", 13, 13, kSound},
    CipherSuite{"TLS_AES_256_GCM_SHA384", 13, 13, kSound},
    CipherSuite{"TLS_CHACHA20_POLY1305_SHA256", 13, 13, kSound},
    CipherSuite{"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", 10, 12, kSound},
    CipherSuite{"TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", 10, 12, kSound},
    CipherSuite{"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", 10, 12, kSound},
    CipherSuite{"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", 10, 12, kSound},
    CipherSuite{"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", 12, 12, kSound},
    CipherSuite{"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", 12, 12, kSound},
    CipherSuite{"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", 12, 12, kSound},
    CipherSuite{"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", 12, 12, kSound},
    CipherSuite{"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", 12, 12, kSound},
    CipherSuite{"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", 12, 12, kSound},
    CipherSuite{"TLS_RSA_WITH_RC4_128_SHA", 10, 12, kWeak},
    CipherSuite{"TLS_RSA_WITH_3DES_EDE_CBC_SHA", 10, 12, kWeak},
    CipherSuite{"TLS_RSA_WITH_AES_128_CBC_SHA", 10, 12, kWeak},
    CipherSuite{"TLS_RSA_WITH_AES_256_CBC_SHA", 10, 12, kWeak},
    CipherSuite{"TLS_RSA_WITH_AES_128_CBC_SHA256", 12, 12, kWeak},
    CipherSuite{"TLS_RSA_WITH_AES_128_GCM_SHA256", 12, 12, kWeak},
    CipherSuite{"TLS_RSA_WITH_AES_256_GCM_SHA384", 12, 12, kWeak},
    CipherSuite{"TLS_ECDHE_ECDSA_WITH_RC4_128_SHA", 10, 12, kWeak},
    CipherSuite{"TLS_ECDHE_RSA_WITH_RC4_128_SHA", 10, 12, kWeak},
    CipherSuite{"TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", 10, 12, kWeak},
    CipherSuite{"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", 12, 12, kWeak},
    CipherSuite{"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", 12, 12, kWeak},
};

}  // namespace

const CipherSuite* FindCipherSuite(std::string_view name) {
  const auto* found =
      std::find_if(kSuites.begin(), kSuites.end(), [name](const CipherSuite& suite) { return suite.name == name; });
  return found == kSuites.end() ? nullptr : found;
}

}  // namespace postern::config
