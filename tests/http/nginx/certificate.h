// A key and a certificate that it signed itself, in files.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>

namespace postern::test {

// Writes <path>.crt and <path>.key. Throws std::runtime_error.
inline void MakeCertificate(const std::string& path) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_RSA_gen(2048), &EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  FILE* file = std::fopen((path + ".crt").c_str(), "w");
  if (file == nullptr || PEM_write_X509(file, certificate.get()) != 1) throw std::runtime_error("no certificate");
  std::fclose(file);
  file = std::fopen((path + ".key").c_str(), "w");
  if (file == nullptr || PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    throw std::runtime_error("no key");
  }
  std::fclose(file);
}

}  // namespace postern::test
