// The rows that a statement gave. Owns libpq's result; may be read from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libpq-fe.h"

namespace postern::pg {

class Result;

// One row, valid as long as its Result. Columns are counted from 0, in the order of the statement.
// Reading NULL with any accessor but IsNull and Optional is a programming error and gives the type's zero.
class Row {
 public:
  bool IsNull(int column) const;
  std::string_view Text(int column) const;  // As PostgreSQL writes it.
  std::optional<std::string_view> Optional(int column) const;
  std::int64_t Int(int column) const;  // int2, int4, int8; also numeric without a fraction.
  bool Bool(int column) const;
  std::vector<std::string> TextArray(int column) const;  // A one-dimensional text[]; NULL elements are left out.

 private:
  friend class Result;
  Row(const PGresult* result, int row) : result_(result), row_(row) {}
  const PGresult* result_;
  int row_;
};

class Result {
 public:
  explicit Result(PGresult* result) : result_(result, &PQclear) {}

  int size() const;  // Rows.
  bool empty() const { return size() == 0; }
  Row operator[](int row) const { return Row(result_.get(), row); }
  std::int64_t affected() const;  // Rows that an INSERT, UPDATE or DELETE touched.

 private:
  std::unique_ptr<PGresult, decltype(&PQclear)> result_;
};

}  // namespace postern::pg
