// A database for one test: a copy of a migrated template, or empty, in the program's private cluster; dropped at the
// end, whoever is still connected.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pg/connection.h"

namespace postern::test {

enum class Contents { kMigrated, kEmpty };

using Rows = std::vector<std::vector<std::optional<std::string>>>;

class TestDatabase {
 public:
  explicit TestDatabase(Contents contents = Contents::kMigrated);
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  const std::string& name() const { return name_; }
  std::string url() const;                         // As superuser.
  std::string url(const std::string& role) const;  // As another role, which must exist and be able to log in.
  pg::ConnectOptions options() const;              // With that url, all else as shipped.

  // Runs SQL, several statements at will, in a session kept beside the tested ones, and gives the last one's rows.
  // Throws std::runtime_error with the server's message and SQLSTATE; a test that did not expect it fails by it.
  Rows Query(const std::string& sql);

  // The first column of the first row, "" for NULL; throws where there is no row.
  std::string Value(const std::string& sql);

 private:
  struct Closer {
    void operator()(PGconn* session) const { PQfinish(session); }
  };
  std::string name_;
  std::unique_ptr<PGconn, Closer> session_;
};

}  // namespace postern::test
