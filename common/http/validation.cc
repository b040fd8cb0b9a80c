#include "http/validation.h"

#include "absl/strings/str_cat.h"

namespace postern::http {

Validation& Validation::Check(std::string_view field, std::string_view value, std::string_view tag, bool holds) {
  if (holds || (!violations_.empty() && violations_.back().field == field)) return *this;
  violations_.push_back({std::string(field), absl::StrCat("Validation failed for tag \"", std::string(tag),
                                                          "\" with value: \"", std::string(value), "\"")});
  return *this;
}

}  // namespace postern::http
