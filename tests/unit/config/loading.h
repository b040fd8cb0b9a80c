// Loads options as a program with these arguments and this environment would.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "config/load.h"

namespace postern::config {

inline absl::StatusOr<Loaded> LoadFrom(std::vector<std::string> arguments, std::vector<std::string> environment = {},
                                       std::size_t words_allowed = 0) {
  arguments.insert(arguments.begin(), "program");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  std::vector<char*> variables;
  for (std::string& variable : environment) variables.push_back(variable.data());
  variables.push_back(nullptr);
  return Load(std::span<char*>(argv), variables.data(), words_allowed);
}

inline Loaded MustLoad(std::vector<std::string> arguments, std::vector<std::string> environment = {},
                       std::size_t words_allowed = 0) {
  absl::StatusOr<Loaded> loaded = LoadFrom(std::move(arguments), std::move(environment), words_allowed);
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  return loaded.ok() ? *loaded : Loaded{};
}

// The message of the refusal, or "accepted".
inline std::string Refused(std::vector<std::string> arguments, std::vector<std::string> environment = {}) {
  const absl::StatusOr<Loaded> loaded = LoadFrom(std::move(arguments), std::move(environment));
  return loaded.ok() ? "accepted" : std::string(loaded.status().message());
}

// A file with this text, named after the running test, gone when the test is over.
class TextFile {
 public:
  explicit TextFile(const std::string& text) {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string(test->test_suite_name()) + "." + test->name() + ".yaml";
    for (char& character : name) {
      if (character == '/') character = '-';
    }
    path_ = std::filesystem::path(testing::TempDir()) / (std::to_string(getpid()) + "." + name);
    std::ofstream(path_) << text;
  }
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;
  ~TextFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace postern::config
