#include "config/sources.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "boost/json/array.hpp"
#include "boost/json/parse.hpp"
#include "boost/json/serialize.hpp"

namespace postern::config {
namespace {

// Bytes that are no UTF-8 may stand in an environment, and JSON could not carry them: each byte becomes the character
// of its number, which two bytes of UTF-8 at most spell.
std::string Widen(const std::string& bytes) {
  std::string text;
  for (const char character : bytes) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x80) {
      text += character;
    } else {
      text += static_cast<char>(0xC0 | (byte >> 6));
      text += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return text;
}

std::string Narrow(const boost::json::value& value) {
  const boost::json::string& text = value.as_string();
  std::string bytes;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
      bytes += text[at];
    } else if (++at < text.size()) {
      bytes += static_cast<char>(((byte & 0x03) << 6) | (static_cast<unsigned char>(text[at]) & 0x3F));
    }
  }
  return bytes;
}

boost::json::array Texts(const std::vector<std::string>& texts) {
  boost::json::array array;
  for (const std::string& text : texts) array.emplace_back(Widen(text));
  return array;
}

std::vector<std::string> ReadTexts(const boost::json::value& value) {
  std::vector<std::string> texts;
  for (const boost::json::value& text : value.as_array()) texts.push_back(Narrow(text));
  return texts;
}

Sources Read(const boost::json::object& object) {
  Sources sources;
  sources.arguments = ReadTexts(object.at("arguments"));
  sources.environment = ReadTexts(object.at("environment"));
  if (const boost::json::value* file = object.if_contains("file")) {
    sources.file = Sources::File{Narrow(file->at("path")), Narrow(file->at("text"))};
  }
  for (const boost::json::value& secret : object.at("secret_files").as_array()) {
    sources.secret_files.push_back({Narrow(secret.at("variable")), Narrow(secret.at("text"))});
  }
  for (const boost::json::value& told : object.at("told").as_array()) {
    sources.told.push_back(
        {Narrow(told.at("name")), Narrow(told.at("text")), static_cast<Source>(told.at("source").as_int64())});
  }
  return sources;
}

// The standard ones are left alone.
void CloseDescriptor(absl::string_view path) {
  int descriptor = -1;
  if (absl::ConsumePrefix(&path, "/proc/self/fd/") && absl::SimpleAtoi(path, &descriptor) && descriptor > 2) {
    close(descriptor);
  }
}

}  // namespace

std::string Pack(const Sources& sources) {
  boost::json::object object = {{"arguments", Texts(sources.arguments)}, {"environment", Texts(sources.environment)}};
  if (sources.file) object["file"] = {{"path", Widen(sources.file->path)}, {"text", Widen(sources.file->text)}};
  boost::json::array secrets;
  for (const Sources::SecretFile& secret : sources.secret_files) {
    secrets.push_back({{"variable", Widen(secret.variable)}, {"text", Widen(secret.text)}});
  }
  object["secret_files"] = std::move(secrets);
  boost::json::array told;
  for (const Told& one : sources.told) {
    told.push_back({{"name", Widen(one.name)}, {"text", Widen(one.text)}, {"source", static_cast<int>(one.source)}});
  }
  object["told"] = std::move(told);
  return boost::json::serialize(object);
}

absl::StatusOr<int> SourcesFile(const Sources& sources, const char* name) {
  constexpr int kSeals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  const std::string text = Pack(sources);
  const int file = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (file >= 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      fcntl(file, F_ADD_SEALS, kSeals) == 0) {
    return file;
  }
  const absl::Status failure = absl::UnavailableError(absl::StrCat("cannot hand down options: ", std::strerror(errno)));
  if (file >= 0) close(file);
  return failure;
}

absl::StatusOr<Sources> ReadSources(const std::string& path) {
  try {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    CloseDescriptor(path);
    return Read(boost::json::parse(text).as_object());
  } catch (const std::exception&) {
    return absl::InvalidArgumentError(std::string(kHandedDown) + ": nothing can be read there");
  }
}

}  // namespace postern::config
