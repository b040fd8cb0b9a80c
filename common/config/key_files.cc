#include "config/key_files.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

namespace postern::config {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

// In place of asking at the terminal.
int NoPassword(char*, int, int, void*) {
  return -1;
}

// A regular file alone: reading a device or a pipe might never end.
Bio Open(const std::string& file) {
  std::error_code error;
  const bool is_file = std::filesystem::is_regular_file(file, error);
  return {is_file ? BIO_new_file(file.c_str(), "r") : nullptr, &BIO_free};
}

Certificate ReadCertificate(const std::string& file) {
  const Bio bio = Open(file);
  return {bio ? PEM_read_bio_X509(bio.get(), nullptr, &NoPassword, nullptr) : nullptr, &X509_free};
}

Key ReadKey(const std::string& file) {
  const Bio bio = Open(file);
  return {bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, &NoPassword, nullptr) : nullptr, &EVP_PKEY_free};
}

// A key that is there for somebody else, such as root, who starts nginx.
bool IsForOthers(const std::string& file) {
  return access(file.c_str(), R_OK) != 0 && errno == EACCES;
}

}  // namespace

absl::Status CheckKeyPair(const std::string& certificate_file, const std::string& key_file) {
  const Certificate certificate = ReadCertificate(certificate_file);
  const Key key = ReadKey(key_file);
  const bool belong = certificate && key && X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  if (!certificate) return absl::InvalidArgumentError("no certificate can be read from " + certificate_file);
  if (!key && IsForOthers(key_file)) return absl::OkStatus();
  if (!key) return absl::InvalidArgumentError("no private key can be read from " + key_file);
  if (belong) return absl::OkStatus();
  return absl::InvalidArgumentError("the key in " + key_file + " is not that of the certificate in " +
                                    certificate_file);
}

absl::Status CheckCertificateFile(const std::string& file) {
  const Certificate certificate = ReadCertificate(file);
  ERR_clear_error();
  if (certificate) return absl::OkStatus();
  return absl::InvalidArgumentError("no certificate can be read from " + file);
}

}  // namespace postern::config
