// A statement: its text under a stable name, and the values that go with it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::pg {

// The name is `<table family>_<operation>`; it is the prepared statement's name in every session and shows in logs.
// Both point at literals: a statement is a constant beside the one function that runs it.
struct Statement {
  const char* name;
  const char* text;
  bool read_only = false;  // May be repeated once on a lost session (pg/pool.h).
};

// One value of a statement. Text form, but for bytea, which travels in binary.
class Param {
 public:
  Param(std::string_view text) : text_(text) {}
  Param(const char* text) : text_(text) {}
  Param(const std::string& text) : text_(text) {}
  Param(std::int64_t number) : text_(std::to_string(number)) {}
  Param(int number) : text_(std::to_string(number)) {}
  Param(bool value) : text_(value ? "true" : "false") {}
  Param(std::nullopt_t) : null_(true) {}
  Param(const std::optional<std::string>& text) : text_(text.value_or("")), null_(!text.has_value()) {}

  static Param Bytes(std::string_view bytes);                     // bytea
  static Param TextArray(const std::vector<std::string>& items);  // text[], also for uuid[] and enum arrays with a cast

  const char* data() const { return null_ ? nullptr : text_.c_str(); }
  int size() const { return static_cast<int>(text_.size()); }
  bool binary() const { return binary_; }
  bool has_nul() const { return !binary_ && text_.find('\0') != std::string::npos; }

 private:
  std::string text_;
  bool null_ = false;
  bool binary_ = false;
};

using Params = std::initializer_list<Param>;

}  // namespace postern::pg
