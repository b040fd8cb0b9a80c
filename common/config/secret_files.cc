#include "config/secret_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "config/families.h"

namespace postern::config {
namespace {

bool IsVariableOfAnOption(std::string_view name) {
  return std::any_of(Table().begin(), Table().end(), [&](const OptionRow& row) { return row.env == name; });
}

bool IsFileVariable(std::string_view name) {
  if (!name.ends_with(kFileEnding)) return false;
  const std::string_view of = name.substr(0, name.size() - kFileEnding.size());
  return IsSecretOfFamily(of) ||
         std::any_of(Table().begin(), Table().end(), [&](const OptionRow& row) { return FileVariable(row) == name; });
}

std::string WithoutEnding(const std::string& variable) {
  return variable.substr(0, variable.size() - kFileEnding.size());
}

bool IsSet(const Variables& variables, const std::string& name) {
  const auto found = variables.find(name);
  return found != variables.end() && !found->second.empty();
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

absl::Status Unreadable() {
  return absl::InvalidArgumentError(absl::StrCat("the file that it names cannot be read: ", std::strerror(errno)));
}

absl::Status Wrong(std::string_view how) {
  return absl::InvalidArgumentError(absl::StrCat("the file that it names ", std::string(how)));
}

// One byte more than is allowed tells that there is more.
absl::StatusOr<std::string> ReadAll(int file) {
  std::string text(kMaxSecretFileBytes + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = read(file, text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Unreadable();
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

// What is no regular file, such as a pipe that nobody writes to, could keep a start waiting for ever.
absl::StatusOr<std::string> ReadSecret(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status {};
  if (file.number() < 0 || fstat(file.number(), &status) != 0) return Unreadable();
  if (!S_ISREG(status.st_mode)) return Wrong("is no regular file");
  absl::StatusOr<std::string> text = ReadAll(file.number());
  if (!text.ok()) return text;
  if (text->size() > kMaxSecretFileBytes) return Wrong("is larger than 64 KiB");
  if (text->ends_with('\n')) text->resize(text->size() - (text->ends_with("\r\n") ? 2 : 1));
  if (text->empty()) return Wrong("is empty");
  if (text->find('\0') != std::string::npos) return Wrong("holds a null byte");
  return text;
}

}  // namespace

std::string FileVariable(const OptionRow& row) {
  if (!row.is_secret() || row.env.empty()) return "";
  std::string name = absl::StrCat(std::string(row.env), std::string(kFileEnding));
  return IsVariableOfAnOption(name) ? "" : name;
}

std::vector<std::string> ReadSecretFiles(Sources& sources) {
  std::vector<std::string> errors;
  const Variables variables = ReadVariables(sources.environment);
  for (const auto& [name, path] : variables) {
    const auto is_read = [&name = name](const Sources::SecretFile& file) { return file.variable == name; };
    if (path.empty() || !IsFileVariable(name)) continue;
    if (std::any_of(sources.secret_files.begin(), sources.secret_files.end(), is_read)) continue;
    if (IsSet(variables, WithoutEnding(name))) {
      errors.push_back(absl::StrCat(WithoutEnding(name), " and ", name, " are both set: keep one of them"));
      continue;
    }
    absl::StatusOr<std::string> text = ReadSecret(std::string(path));
    if (text.ok()) {
      sources.secret_files.push_back({name, *std::move(text)});
    } else {
      errors.push_back(absl::StrCat(name, ": ", std::string(text.status().message())));
    }
  }
  return errors;
}

void AddSecretFiles(const std::vector<Sources::SecretFile>& files, Variables& variables) {
  for (const Sources::SecretFile& file : files) variables[WithoutEnding(file.variable)] = file.text;
}

}  // namespace postern::config
