#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>

#include "config/cipher_suites.h"
#include "config/key_files.h"
#include "loading.h"

namespace postern::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// A key and a certificate that it signed, in files of their own.
class Pair {
 public:
  explicit Pair(const std::string& name) : certificate_(Path(name + ".crt")), key_(Path(name + ".key")) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    EXPECT_NE(X509_sign(certificate.get(), key.get(), EVP_sha256()), 0);
    Write(certificate_, [&](FILE* file) { return PEM_write_X509(file, certificate.get()); });
    Write(key_,
          [&](FILE* file) { return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  ~Pair() {
    std::filesystem::remove(certificate_);
    std::filesystem::remove(key_);
  }

  std::string certificate() const { return certificate_; }
  std::string key() const { return key_; }

 private:
  static std::string Path(const std::string& name) {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    return testing::TempDir() + std::to_string(getpid()) + "." + test->name() + "." + name;
  }
  template <typename Writer>
  static void Write(const std::string& path, Writer write) {
    FILE* file = std::fopen(path.c_str(), "w");
    ASSERT_NE(file, nullptr);
    EXPECT_EQ(write(file), 1);
    std::fclose(file);
  }

  std::string certificate_;
  std::string key_;
};

std::string RefusedWithTls(std::vector<std::string> flags) {
  flags.push_back("--tls-enable");
  return Refused(std::move(flags));
}

TEST(Tls, WithoutFilesIsTakenAndWarnedOfInOneLine) {
  EXPECT_THAT(MustLoad({}, {"CODER_TLS_ENABLE=true"}).warnings,
              ElementsAre(AllOf(HasSubstr("warning: CODER_TLS_ENABLE: "), Not(HasSubstr("\n")))));
}

TEST(Tls, IsNotLookedAtWhereItIsOff) {
  const Loaded loaded = MustLoad({"--tls-min-version=tls99", "--tls-client-auth=perhaps", "--tls-cert-file=/nonesuch",
                                  "--tls-client-ca-file=/nonesuch", "--tls-ciphers=nonesuch", "--tls-address=:"});
  EXPECT_THAT(loaded.warnings, IsEmpty());
}

TEST(Tls, NeedsAnAddressOfItsOwnAlone) {
  EXPECT_THAT(RefusedWithTls({"--tls-address=:"}), HasSubstr("--tls-address"));
  EXPECT_EQ(RefusedWithTls({"--http-address="}), "accepted");
  EXPECT_THAT(RefusedWithTls({"--http-address=nonsense"}), HasSubstr("--http-address"));
}

TEST(Tls, VersionAndClientAuthAreWordsOfAList) {
  EXPECT_THAT(RefusedWithTls({"--tls-min-version=TLS12"}), HasSubstr("--tls-min-version: \"TLS12\""));
  EXPECT_THAT(RefusedWithTls({"--tls-client-auth=perhaps"}), HasSubstr("--tls-client-auth: \"perhaps\""));
  EXPECT_EQ(RefusedWithTls({"--tls-min-version=tls10", "--tls-client-auth=require-and-verify"}), "accepted");
}

TEST(TlsFiles, MustBeAsManyKeysAsCertificates) {
  EXPECT_THAT(RefusedWithTls({"--tls-cert-file=/nonesuch.pem"}),
              AllOf(HasSubstr("--tls-cert-file and --tls-key-file"), HasSubstr("1 and 0")));
}

TEST(TlsFiles, MustBeReadable) {
  const Pair pair("a");
  EXPECT_THAT(RefusedWithTls({"--tls-cert-file=/nonesuch.crt", "--tls-key-file=" + pair.key()}),
              HasSubstr("--tls-cert-file: no certificate can be read from /nonesuch.crt"));
  EXPECT_THAT(RefusedWithTls({"--tls-cert-file=" + pair.certificate(), "--tls-key-file=" + pair.certificate()}),
              HasSubstr("no private key can be read from " + pair.certificate()));
}

TEST(TlsFiles, MustBelongTogether) {
  const Pair first("a");
  const Pair second("b");
  EXPECT_THAT(RefusedWithTls({"--tls-cert-file=" + first.certificate(), "--tls-key-file=" + second.key()}),
              HasSubstr("is not that of the certificate"));
}

TEST(TlsFiles, ThatFitAreTaken) {
  const Pair first("a");
  const Pair second("b");
  EXPECT_EQ(RefusedWithTls({"--tls-cert-file=" + first.certificate() + "," + second.certificate(),
                            "--tls-key-file=" + first.key() + "," + second.key(),
                            "--tls-client-ca-file=" + first.certificate()}),
            "accepted");
}

TEST(TlsFiles, MustBeFiles) {
  EXPECT_THAT(RefusedWithTls({"--tls-client-ca-file=/dev/zero"}), HasSubstr("no certificate can be read"));
}

TEST(TlsFiles, AuthoritiesMustBeReadable) {
  EXPECT_THAT(RefusedWithTls({"--tls-client-ca-file=/nonesuch"}), HasSubstr("--tls-client-ca-file: "));
}

TEST(TlsFiles, ThePairOfTheClientIsLookedAtWithoutTlsToo) {
  const Pair pair("a");
  EXPECT_THAT(Refused({"--tls-client-cert-file=" + pair.certificate(), "--tls-client-key-file=/nonesuch"}),
              HasSubstr("--tls-client-cert-file: no private key can be read from /nonesuch"));
  EXPECT_EQ(Refused({"--tls-client-cert-file=" + pair.certificate(), "--tls-client-key-file=" + pair.key()}),
            "accepted");
}

TEST(TlsCiphers, MustBeKnown) {
  EXPECT_THAT(RefusedWithTls({"--tls-ciphers=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,nonesuch"}),
              HasSubstr("--tls-ciphers: \"nonesuch\""));
}

TEST(TlsCiphers, MayBeWeakOnlyWhereThatIsAllowed) {
  const std::string weak = "--tls-ciphers=TLS_RSA_WITH_AES_128_GCM_SHA256";
  EXPECT_THAT(RefusedWithTls({weak}), HasSubstr("--tls-allow-insecure-ciphers"));
  EXPECT_EQ(RefusedWithTls({weak, "--tls-allow-insecure-ciphers"}), "accepted");
}

TEST(TlsCiphers, MustCoverEveryVersion) {
  const std::string of_twelve = "--tls-ciphers=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
  EXPECT_EQ(RefusedWithTls({of_twelve}), "accepted");
  EXPECT_THAT(RefusedWithTls({of_twelve, "--tls-min-version=tls11"}),
              AllOf(HasSubstr("--tls-ciphers: "), HasSubstr("tls11"), Not(HasSubstr("tls12"))));
  EXPECT_THAT(RefusedWithTls({"--tls-ciphers=TLS_AES_128_GCM_SHA256"}), HasSubstr("tls12"));
}

TEST(TlsCiphers, CannotBeChosenForTheNewestVersion) {
  EXPECT_THAT(RefusedWithTls({"--tls-ciphers=TLS_AES_128_GCM_SHA256", "--tls-min-version=tls13"}),
              HasSubstr("--tls-ciphers: cannot be chosen"));
}

TEST(CipherSuites, AreFoundByTheirWholeName) {
  ASSERT_NE(FindCipherSuite("TLS_RSA_WITH_RC4_128_SHA"), nullptr);
  EXPECT_TRUE(FindCipherSuite("TLS_RSA_WITH_RC4_128_SHA")->weak);
  EXPECT_EQ(FindCipherSuite("TLS_RSA_WITH_RC4"), nullptr);
  EXPECT_EQ(FindCipherSuite(""), nullptr);
}

// Exits with 0 where nobody in particular is let through with the pair.
int TryAsNobody(const Pair& pair) {
  const pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0) _exit(3);
    _exit(CheckKeyPair(pair.certificate(), pair.key()).ok() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

TEST(Tls, AKeyForSomebodyElseIsLeftToThem) {
  const Pair pair("root");
  const Pair other("other");
  ASSERT_EQ(chmod(pair.certificate().c_str(), 0644), 0);
  ASSERT_EQ(chmod(pair.key().c_str(), 0), 0);
  EXPECT_EQ(TryAsNobody(pair), 0);
  ASSERT_EQ(chmod(pair.key().c_str(), 0644), 0);
  std::filesystem::copy(other.key(), pair.key(), std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(TryAsNobody(pair), 1);
}

}  // namespace
}  // namespace postern::config
