#include "auth/ssh_key.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"

namespace postern::auth {
namespace {

constexpr std::string_view kBegin = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
constexpr std::string_view kEnd = "-----END OPENSSH PRIVATE KEY-----\n";

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Reads SSH's wire format from the front; what is too short gives what there is, and the tests fail on it.
class Reader {
 public:
  explicit Reader(std::string bytes) : bytes_(std::move(bytes)) {}

  std::string Take(std::size_t size) {
    const std::string taken = bytes_.substr(0, size);
    bytes_.erase(0, size);
    return taken;
  }
  std::size_t Number() {
    std::size_t number = 0;
    for (const char c : Take(4)) number = number << 8 | static_cast<unsigned char>(c);
    return number;
  }
  std::string Text() { return Take(Number()); }
  const std::string& rest() const { return bytes_; }

 private:
  std::string bytes_;
};

std::string Decoded(const std::string& base64) {
  std::string bytes;
  EXPECT_TRUE(absl::Base64Unescape(base64, &bytes));
  return bytes;
}

class SshKeyTest : public testing::Test {
 protected:
  void SetUp() override {
    auto made = MakeSshKeyPair();
    ASSERT_TRUE(made.ok()) << made.status();
    pair_ = *std::move(made);
  }

  // The key of the authorized_keys line, in wire form.
  std::string PublicWire() const {
    const std::vector<std::string> words = absl::StrSplit(pair_.public_key.substr(0, pair_.public_key.size() - 1), ' ');
    EXPECT_EQ(words.size(), 2U);
    EXPECT_EQ(words.front(), "ssh-ed25519");
    return Decoded(words.back());
  }

  // The container of the private key, behind its magic.
  Reader Container() const {
    std::string body = pair_.private_key;
    EXPECT_TRUE(body.starts_with(kBegin) && body.ends_with(kEnd));
    body = body.substr(kBegin.size(), body.size() - kBegin.size() - kEnd.size());
    std::erase(body, '\n');
    Reader reader(Decoded(body));
    EXPECT_EQ(reader.Take(15), std::string("openssh-key-v1\0", 15));
    return reader;
  }

  std::string PrivateSection() const {
    Reader reader = Container();
    for (int i = 0; i < 3; ++i) reader.Text();
    reader.Number();
    reader.Text();
    return reader.Text();
  }

  SshKeyPair pair_;
};

TEST_F(SshKeyTest, PublicKeyIsOneLineOfTypeAndKey) {
  EXPECT_EQ(pair_.public_key.find('\n'), pair_.public_key.size() - 1);
  Reader reader(PublicWire());
  EXPECT_EQ(reader.Text(), "ssh-ed25519");
  EXPECT_EQ(reader.Text().size(), 32U);
  EXPECT_EQ(reader.rest(), "");
}

TEST_F(SshKeyTest, PrivateKeyHoldsOneUnencryptedKeyAndThePublicOne) {
  Reader reader = Container();
  EXPECT_EQ(reader.Text(), "none");
  EXPECT_EQ(reader.Text(), "none");
  EXPECT_EQ(reader.Text(), "");
  EXPECT_EQ(reader.Number(), 1U);
  EXPECT_EQ(reader.Text(), PublicWire());
  EXPECT_EQ(reader.Text().size() % 8, 0U);
  EXPECT_EQ(reader.rest(), "");
}

TEST_F(SshKeyTest, PrivateSectionIsWholeAndPadded) {
  Reader reader(PrivateSection());
  EXPECT_EQ(reader.Number(), reader.Number());
  EXPECT_EQ(reader.Text(), "ssh-ed25519");
  const std::string point = reader.Text();
  EXPECT_EQ(reader.Text().substr(32), point);
  EXPECT_EQ(reader.Text(), "");
  EXPECT_EQ(reader.rest(), std::string("\1\2\3\4\5\6\7").substr(0, reader.rest().size()));
}

TEST_F(SshKeyTest, PublicKeyVerifiesWhatThePrivateKeySigns) {
  Reader section(PrivateSection());
  section.Number(), section.Number(), section.Text(), section.Text();
  const std::string seed = section.Text().substr(0, 32);
  Reader wire(PublicWire());
  wire.Text();
  const std::string point = wire.Text();
  const Key signer(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Bytes(seed), seed.size()), &EVP_PKEY_free);
  const Key verifier(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(point), point.size()),
                     &EVP_PKEY_free);
  ASSERT_TRUE(signer && verifier);

  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  const std::string_view text = "to be signed";
  std::string signature(64, '\0');
  std::size_t size = signature.size();
  ASSERT_EQ(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, signer.get()), 1);
  ASSERT_EQ(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, Bytes(text),
                           text.size()),
            1);
  ASSERT_EQ(EVP_MD_CTX_reset(context.get()), 1);
  ASSERT_EQ(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, verifier.get()), 1);
  EXPECT_EQ(EVP_DigestVerify(context.get(), Bytes(signature), size, Bytes(text), text.size()), 1);
}

TEST_F(SshKeyTest, LinesOfThePrivateKeyAreShort) {
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(pair_.private_key, '\n'))) {
    EXPECT_LE(line.size(), 70U);
  }
}

TEST_F(SshKeyTest, EachPairIsAnother) {
  const auto other = MakeSshKeyPair();
  ASSERT_TRUE(other.ok());
  EXPECT_NE(other->public_key, pair_.public_key);
  EXPECT_NE(other->private_key, pair_.private_key);
}

}  // namespace
}  // namespace postern::auth
