// A migrated database and rows to try its rules on.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "pg/connection.h"
#include "pg/error.h"
#include "tests/support/test_database.h"

namespace postern::schema {

class SchemaFixture : public testing::Test {
 protected:
  SchemaFixture() : connection_(Open()) {}

  std::unique_ptr<pg::Connection> Open() {
    absl::StatusOr<std::unique_ptr<pg::Connection>> connection = pg::Connection::Open(database_.options());
    if (!connection.ok()) throw std::runtime_error(connection.status().ToString());
    return *std::move(connection);
  }

  std::string Value(const std::string& sql) { return database_.Value(sql); }

  // Runs what may fail, in a session of its own.
  absl::Status Try(const std::string& sql) { return connection_->Execute(sql.c_str()); }
  std::string Violated(const std::string& sql) { return pg::Constraint(Try(sql)); }
  std::string State(const std::string& sql) { return pg::SqlState(Try(sql)); }

  static std::string UserSql(const std::string& name, const std::string& email) {
    return "INSERT INTO users (id, email, username, hashed_password, created_at, updated_at) VALUES "
           "(gen_random_uuid(), '" +
           email + "', '" + name + "', '', '2025-01-01', '2025-01-02') RETURNING id";
  }
  // Each gives the quoted id of the new row, ready for SQL.
  std::string AddUser(const std::string& name) { return Quoted(Value(UserSql(name, name + "@example.com"))); }
  std::string AddOrganization(const std::string& name) {
    return Quoted(
        Value("INSERT INTO organizations (id, name, display_name, description, created_at, updated_at) "
              "VALUES (gen_random_uuid(), '" +
              name + "', '', '', now(), now()) RETURNING id"));
  }
  std::string AddGroup(const std::string& name, const std::string& organization) {
    return Quoted(Value("INSERT INTO groups (id, name, organization_id) VALUES (gen_random_uuid(), '" + name + "', " +
                        organization + ") RETURNING id"));
  }
  void AddMember(const std::string& organization, const std::string& user, const std::string& roles = "{}") {
    database_.Query(
        "INSERT INTO organization_members (organization_id, user_id, created_at, updated_at, roles) "
        "VALUES (" +
        organization + ", " + user + ", now(), now(), '" + roles + "')");
  }

  static std::string KeySql(const std::string& id, const std::string& user, const std::string& name = "",
                            const std::string& type = "token") {
    return "INSERT INTO api_keys (id, hashed_secret, user_id, last_used, expires_at, created_at, updated_at, "
           "login_type, token_name) VALUES ('" +
           id + "', '', " + user + ", now(), now(), now(), now(), '" + type + "', '" + name + "')";
  }
  static std::string LinkSql(const std::string& user, const std::string& linked = "") {
    return "INSERT INTO user_links (user_id, login_type, linked_id) VALUES (" + user + ", 'github', '" + linked + "')";
  }

  static std::string Quoted(const std::string& text) { return "'" + text + "'"; }

  test::TestDatabase database_;
  std::unique_ptr<pg::Connection> connection_;
};

}  // namespace postern::schema
