#include "tests/http/processes/served_program.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

namespace postern::test {
namespace {

Environment WithDatabase(Environment environment, const std::string& url) {
  environment.emplace("CODER_PG_CONNECTION_URL", url);
  return environment;
}

std::vector<std::string> WithSocket(std::vector<std::string> flags, const std::string& address) {
  flags.push_back("--listen=" + address);
  return flags;
}

std::string NewSocketPath() {
  static int count = 0;
  return "/tmp/postern-test-" + std::to_string(getpid()) + "-" + std::to_string(++count) + ".sock";
}

}  // namespace

TestDatabase& UntouchedDatabase() {
  static TestDatabase database;
  return database;
}

ServedProgram::ServedProgram(const std::string& name, const std::string& database_url, std::vector<std::string> flags,
                             const Environment& environment)
    : socket_(NewSocketPath()),
      address_("unix:" + socket_),
      program_(name, WithSocket(std::move(flags), address_), WithDatabase(environment, database_url)) {
  if (!Eventually([this] { return IsServed(address_); })) throw std::runtime_error("not served: " + program_.Output());
}

ServedProgram::~ServedProgram() {
  std::error_code ignored;
  std::filesystem::remove(socket_, ignored);
}

Reply ServedProgram::Get(const std::string& path, const FastcgiParameters& more) const {
  return Connect().Send(FastcgiRequest("GET", path, more), "", false);
}

bool IsServed(const std::string& address) {
  try {
    const FastcgiClient client(address);
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

bool IsOneLine(const std::string& text) {
  return text.size() > 1 && text.back() == '\n' && std::count(text.begin(), text.end(), '\n') == 1;
}

}  // namespace postern::test
