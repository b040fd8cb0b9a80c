// Who may do what: every route, asked by everybody. The table is written by hand and not made of the permissions in the
// code: the two are compared here.
#include <array>
#include <iterator>
#include <sstream>

#include "boost/json/serialize.hpp"
#include "tests/support/answers.h"

namespace postern::test {
namespace {

// "{other}": a member, "{owner}": an owner, "{deleted}": a deleted user; each made for the one request.
struct Row {
  const char* method;
  const char* path;      // Below /api/v2.
  const char* body;      // "" for none. NEW: of a new user; NAME: with a user name that nobody has.
  const char* statuses;  // For each of kColumns.
};

constexpr std::array<const char*, 6> kColumns = {"owner",          "auditor", "user-admin",
                                                 "template-admin", "member",  "application_connect"};

constexpr char kAppearance[] = R"({"theme_preference":"dark","terminal_font":"fira-code"})";
constexpr char kPasswordBody[] = R"({"password":"AnotherGoodPassword?7"})";

constexpr Row kClosed[] = {
    {"GET", "/users", "", "200 200 200 200 200 200"},
    {"GET", "/users?q=status:active", "", "200 200 200 200 200 200"},
    {"POST", "/users", "NEW", "201 403 201 403 403 404"},
    {"POST", "/users", "{}", "400 400 400 400 400 400"},
    {"GET", "/users/roles", "", "200 200 200 200 200 403"},
    {"GET", "/audit", "", "200 200 403 403 403 403"},
    {"GET", "/organizations", "", "200 200 200 200 200 200"},
    {"GET", "/organizations/default", "", "200 200 200 200 200 404"},
    {"GET", "/organizations/nothing", "", "404 404 404 404 404 404"},
    {"POST", "/authcheck", R"({"checks":{}})", "200 200 200 200 200 200"},
    {"GET", "/regions", "", "200 200 200 200 200 200"},
    {"GET", "/appearance", "", "200 200 200 200 200 200"},

    {"GET", "/users/{other}", "", "200 200 200 200 400 400"},
    {"GET", "/users/{other}/roles", "", "200 404 200 404 400 400"},
    {"GET", "/users/{other}/login-type", "", "403 403 403 403 400 400"},
    {"GET", "/users/{other}/appearance", "", "200 403 200 403 400 400"},
    {"GET", "/users/{other}/organizations", "", "200 200 200 200 400 400"},
    {"GET", "/users/{other}/organizations/coder", "", "200 200 200 200 400 400"},
    {"GET", "/users/{other}/organizations/nothing", "", "404 404 404 404 400 400"},
    {"PUT", "/users/{other}/profile", "NAME", "200 403 200 403 400 400"},
    {"PUT", "/users/{other}/profile", "{}", "400 400 400 400 400 400"},
    {"PUT", "/users/{other}/appearance", kAppearance, "200 403 200 403 400 400"},
    {"PUT", "/users/{other}/appearance", "{}", "400 400 400 400 400 400"},
    {"PUT", "/users/{other}/password", kPasswordBody, "204 404 403 404 400 400"},
    {"PUT", "/users/{other}/password", "{}", "400 404 400 404 400 400"},
    {"PUT", "/users/{other}/status/suspend", "", "200 403 200 403 400 400"},
    {"PUT", "/users/{other}/status/activate", "", "200 403 200 403 400 400"},
    {"PUT", "/users/{other}/roles", R"({"roles":[]})", "200 403 200 403 400 400"},
    {"PUT", "/users/{other}/roles", R"({"roles":["auditor"]})", "200 403 400 403 400 400"},
    {"PUT", "/users/{other}/roles", R"({"roles":["nonsense"]})", "400 400 400 400 400 400"},
    {"DELETE", "/users/{other}", "", "200 403 200 403 400 400"},
    {"POST", "/users/{other}/keys", "", "201 403 403 403 400 400"},
    {"POST", "/users/{other}/keys/tokens", "{}", "201 403 403 403 400 400"},
    {"GET", "/users/{other}/keys/tokens", "", "200 200 200 200 400 400"},
    {"GET", "/users/{other}/keys/tokens/tokenconfig", "", "200 200 200 200 400 400"},
    {"GET", "/users/{other}/keys/tokens/nothing", "", "404 404 404 404 400 400"},
    {"GET", "/users/{other}/keys/Zz09Zz09Zz", "", "404 404 404 404 400 400"},
    {"DELETE", "/users/{other}/keys/Zz09Zz09Zz", "", "404 404 404 404 400 400"},

    {"PUT", "/users/{owner}/password", kPasswordBody, "204 404 403 404 400 400"},
    {"PUT", "/users/{owner}/status/suspend", "", "400 400 400 400 400 400"},
    {"PUT", "/users/{owner}/roles", R"({"roles":[]})", "200 403 400 403 400 400"},
    {"POST", "/users/{owner}/keys/tokens", "{}", "201 403 403 403 400 400"},
    {"DELETE", "/users/{owner}", "", "200 403 200 403 400 400"},

    {"GET", "/users/{deleted}", "", "200 200 200 200 400 400"},
    {"PUT", "/users/{deleted}/profile", "NAME", "200 403 200 403 400 400"},
    {"PUT", "/users/{deleted}/status/activate", "", "200 403 200 403 400 400"},
    {"POST", "/users/{deleted}/keys/tokens", "{}", "400 403 403 403 400 400"},
    {"DELETE", "/users/{deleted}", "", "200 403 200 403 400 400"},

    {"GET", "/users/me", "", "200 200 200 200 200 404"},
    {"GET", "/users/me/roles", "", "200 200 200 200 200 404"},
    {"GET", "/users/me/login-type", "", "200 200 200 200 200 404"},
    {"GET", "/users/me/appearance", "", "200 200 200 200 200 404"},
    {"GET", "/users/me/organizations", "", "200 200 200 200 200 404"},
    {"GET", "/users/me/organizations/coder", "", "200 200 200 200 200 404"},
    {"PUT", "/users/me/profile", "NAME", "200 200 200 200 200 404"},
    {"PUT", "/users/me/appearance", kAppearance, "200 200 200 200 200 404"},
    {"PUT", "/users/me/password", kPasswordBody, "400 400 400 400 400 404"},
    {"PUT", "/users/me/password", R"({"password":"AnotherGoodPassword?7","old_password":"SomeSecurePassword!"})",
     "204 204 204 204 204 404"},
    {"PUT", "/users/me/status/suspend", "", "400 400 400 400 400 404"},
    {"PUT", "/users/me/status/activate", "", "200 403 200 403 403 404"},
    {"PUT", "/users/me/roles", R"({"roles":[]})", "400 400 400 400 400 404"},
    {"DELETE", "/users/me", "", "403 403 403 403 403 404"},
    {"POST", "/users/me/keys", "", "201 201 201 201 201 404"},
    {"POST", "/users/me/keys/tokens", "{}", "201 201 201 201 201 404"},
    {"GET", "/users/me/keys/tokens", "", "200 200 200 200 200 404"},
    {"GET", "/users/me/keys/tokens/tokenconfig", "", "200 200 200 200 200 404"},
    {"POST", "/users/logout", "", "200 200 200 200 200 403"},
};

// Asked by anybody, signed in or not.
constexpr Row kOpen[] = {
    {"GET", "/", "", "200"},
    {"GET", "/buildinfo", "", "200"},
    {"GET", "/entitlements", "", "200"},
    {"GET", "/users/first", "", "200"},
    {"GET", "/users/authmethods", "", "200"},
    {"POST", "/users/first", R"({"email":"x@example.com","username":"x","password":"SomeSecurePassword!"})", "409"},
    {"POST", "/users/validate-password", R"({"password":"x"})", "200"},
    {"POST", "/users/login", R"({"email":"nobody@example.com","password":"x"})", "401"},
    {"POST", "/users/otp/request", R"({"email":"nobody@example.com"})", "204"},
};

std::string Name(const Row& row) {
  return std::string(row.method) + " " + row.path + " " + row.body;
}

std::vector<int> Statuses(const Row& row) {
  std::istringstream text(row.statuses);
  return {std::istream_iterator<int>(text), {}};
}

// A user who cannot sign in: made without the time that a password takes.
std::string Target(const std::string& kind) {
  const std::string name = FreshName();
  boost::json::object body = NewUserBody(Shared(), name);
  body["login_type"] = "none";
  body.erase("password");
  const std::string id = Shared().owner().client.Post(kUsers, body).Text("id");
  const std::string where = " WHERE id = '" + id + "'";
  Shared().Sql("UPDATE users SET login_type = 'password'" + where);
  if (kind == "{owner}") Shared().Sql("UPDATE users SET rbac_roles = '{owner}'" + where);
  if (kind == "{deleted}") Shared().Sql("UPDATE users SET deleted = true" + where);
  return id;
}

std::string PathFor(const Row& row) {
  std::string path = std::string("/api/v2") + row.path;
  for (const std::string kind : {"{other}", "{owner}", "{deleted}"}) {
    const std::size_t at = path.find(kind);
    if (at != std::string::npos) path.replace(at, kind.size(), Target(kind));
  }
  return path;
}

Reply Ask(const Client& client, const Row& row) {
  std::string body = row.body;
  if (body == "NEW") body = boost::json::serialize(NewUserBody(Shared(), FreshName()));
  if (body == "NAME") body = R"({"username":")" + FreshName() + R"("})";
  return client.Send(row.method, PathFor(row), body.empty() ? nullptr : &body);
}

// What the request ends is the session that it is made with.
bool EndsTheSession(const Row& row) {
  return std::string_view(row.path) == "/users/logout" || std::string_view(row.path) == "/users/me/password";
}

// What is refused says so in the envelope.
void Expect(const Reply& reply, int status, const std::string& what) {
  EXPECT_EQ(reply.status, status) << what << ": " << reply.body;
  if (status >= 400) {
    EXPECT_TRUE(IsEnvelope(reply, status)) << what;
  }
}

std::vector<std::string> RolesOf(const std::string& column) {
  if (column == "member") return {};
  return {column == "application_connect" ? "owner" : column};
}

Client SignedInAs(const std::string& column) {
  const Person person = Shared().NewUser(RolesOf(column));
  if (column != "application_connect") return person.client;
  return person.client.WithToken(Shared().CreateToken(person.client, {{"scope", column}}));
}

class RoleMatrix : public testing::TestWithParam<std::size_t> {};

TEST_P(RoleMatrix, EachRouteAnswersTheRoleAsTheTableSays) {
  const std::string column = kColumns[GetParam()];
  const Client client = SignedInAs(column);
  for (const Row& row : kClosed) {
    const Client asking = EndsTheSession(row) ? SignedInAs(column) : client;
    Expect(Ask(asking, row), Statuses(row).at(GetParam()), column + " " + Name(row));
  }
}

INSTANTIATE_TEST_SUITE_P(Columns, RoleMatrix, testing::Range(std::size_t{0}, kColumns.size()));

// Whoever is no active user with a key that holds is nobody.
void ExpectNobody(const Client& client, const std::string& who, std::string_view fragment) {
  for (const Row& row : kClosed) {
    EXPECT_TRUE(IsEnvelope(Ask(client, row), 401, fragment)) << who << " " << Name(row);
  }
}

TEST(Matrix, WithoutASessionEachClosedRouteIs401) {
  ExpectNobody(Shared().anonymous(), "nobody", kSignedOut);
}

TEST(Matrix, ASuspendedOwnerIs401AndToldWhy) {
  const Person person = Shared().NewUser({"owner"});
  Shared().Sql("UPDATE users SET status = 'suspended' WHERE id = '" + person.id + "'");
  ExpectNobody(person.client, "suspended", "Contact an admin");
}

TEST(Matrix, ADeletedOwnerIs401) {
  const Person person = Shared().NewUser({"owner"});
  ASSERT_EQ(Shared().owner().client.Delete(PathOf(person)).status, 200);
  ExpectNobody(person.client, "deleted", kSignedOut);
}

TEST(Matrix, AnExpiredKeyOfAnOwnerIs401) {
  const Person person = Shared().NewUser({"owner"});
  Shared().Sql("UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE user_id = '" + person.id + "'");
  ExpectNobody(person.client, "expired", kSignedOut);
}

TEST(Matrix, ADormantUserIsWokenAndAnsweredAsAnActiveOne) {
  const Person person = Shared().NewUser({"auditor"});
  for (const Row& row : kClosed) {
    if (EndsTheSession(row)) continue;
    Shared().Sql("UPDATE users SET status = 'dormant' WHERE id = '" + person.id + "'");
    Expect(Ask(person.client, row), Statuses(row).at(1), "dormant " + Name(row));
    EXPECT_EQ(Shared().Value("SELECT status FROM users WHERE id = '" + person.id + "'"), "active") << Name(row);
  }
}

TEST(Matrix, OpenRoutesAnswerEverybody) {
  Shared().owner();
  const Client clients[] = {Shared().anonymous(), Shared().anonymous().WithToken("no-token"), SignedInAs("member"),
                            SignedInAs("application_connect")};
  for (const Row& row : kOpen) {
    for (const Client& client : clients) Expect(Ask(client, row), Statuses(row).at(0), Name(row));
  }
}

}  // namespace
}  // namespace postern::test
