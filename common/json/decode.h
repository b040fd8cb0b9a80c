// Reading request bodies the way Go's decoder does: the first JSON value counts and what follows is ignored, unknown
// keys are ignored, keys match in any case, the last of duplicate keys wins, null leaves a field as it is.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/status.h"

namespace postern::json {

// How deep arrays and objects may be nested; deeper is not readable.
inline constexpr std::size_t kMaxDepth = 10000;

// How many values and separators a document may have. A value takes some thirty times the memory of its text at worst:
// a body of numbers alone would take more than a program has.
inline constexpr std::size_t kMaxValues = 60000;

// A UUID field: text that was checked to be one and is in its canonical form.
struct Uuid {
  std::string text;
};

struct Field;
using Fields = std::initializer_list<Field>;

// An object whose keys are the client's choice and whose values are objects again. `entry` is called for each key, as
// it was written, in the order of the document, and reads the value's fields with `read`, whose error it passes on. Of
// equal keys it hears the last alone, unless the whole object comes twice: then, as Go's maps do, the second adds to
// the first.
struct Entries {
  using Read = std::function<absl::Status(Fields)>;
  std::function<absl::Status(std::string_view key, const Read& read)> entry;
};

// One key of an object and where its value goes. The target keeps its value where the key is absent or null.
// A nested object is checked for its own fields.
struct Field {
  std::string_view key;
  std::variant<std::string*, std::int64_t*, bool*, std::vector<std::string>*, std::optional<Uuid>*, std::vector<Uuid>*,
               Fields, Entries>
      target;
};

// Decodes `body` into `fields`. The error is kInvalidArgument with the parser's text: syntax, a value of another type,
// a fraction or too large a number for an integer, a malformed UUID, nesting beyond kMaxDepth, kMaxValues, a NUL in a string (which
// PostgreSQL could not store); an empty body gives "EOF". The body's size is bounded by whoever read it.
absl::Status Decode(std::string_view body, Fields fields);

// The canonical form of a UUID written as 8-4-4-4-12, as 32 hexadecimal digits, as urn:uuid: or in braces.
std::optional<std::string> ParseUuid(std::string_view text);

}  // namespace postern::json
