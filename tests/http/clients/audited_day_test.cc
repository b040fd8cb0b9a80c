// A day of five people: what they do is one list, what is on record of it is another, and the two are compared row by
// row.
#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "boost/json/serialize.hpp"
#include "tests/support/answers.h"

namespace postern::test {
namespace {

using boost::json::array;
using boost::json::object;

constexpr char kSecond[] = "AnotherGoodPassword?7";

class Day : public testing::Test {
 protected:
  // Sends a request and expects its status; what it answers can be looked at.
  Reply Do(const std::string& who, std::string_view method, const std::string& path, int status,
           const boost::json::value& body = nullptr) {
    const auto client = clients_.find(who);
    const Client& asking = client == clients_.end() ? anonymous_ : client->second;
    Reply reply = SendWith(asking, method, "/api/v2" + path, {}, body);
    EXPECT_EQ(reply.status, status) << who << " " << method << " " << path << ": " << reply.body;
    ++actions_;
    return reply;
  }

  void Login(const std::string& who, const std::string& password = kPassword, int status = 201) {
    const Reply reply =
        Do("", "POST", "/users/login", status, {{"email", who + "@example.com"}, {"password", password}});
    if (status == 201) clients_.insert_or_assign(who, anonymous_.WithToken(reply.Text("session_token")));
  }

  Reply Make(const std::string& by, const std::string& name, const std::string& status) {
    object body = {{"email", name + "@example.com"},
                   {"username", name},
                   {"password", kPassword},
                   {"organization_ids", {organization_}}};
    if (!status.empty()) body["user_status"] = status;
    return Do(by, "POST", "/users", 201, body);
  }

  void Morning();
  void Noon();
  void Evening();

  // What is on record, oldest first. Rows of one transaction have one time: among them the text decides.
  std::vector<std::string> Record() {
    const boost::json::value answer = clients_.at("olga").Get("/api/v2/audit?limit=1000").Json();
    std::vector<std::pair<std::string, std::string>> rows;
    for (const boost::json::value& row : answer.at("audit_logs").as_array()) {
      rows.emplace_back(row.at("time").as_string(), Line(row.as_object()));
    }
    std::sort(rows.begin(), rows.end());
    std::vector<std::string> lines;
    for (auto& [time, line] : rows) lines.push_back(std::move(line));
    return lines;
  }

  static std::string Text(const boost::json::value& value) {
    return value.is_string() ? std::string(value.as_string()) : boost::json::serialize(value);
  }

  // One column of a diff. Times, ids and secrets are told by their presence alone.
  static std::string Change(const std::string& column, const boost::json::value& change) {
    if (change.at("secret").as_bool()) {
      return column + (change.at("old").is_null() && change.at("new").is_null() ? "*" : " SHOWN");
    }
    if (column == "id" || column == "user_id" || column.ends_with("_at") || column == "last_used") return column;
    return absl::StrCat(column, "=", Text(change.at("old")), ">", Text(change.at("new")));
  }

  static std::string Line(const object& row) {
    std::vector<std::string> changes;
    for (const auto& [column, change] : row.at("diff").as_object()) changes.push_back(Change(column, change));
    std::sort(changes.begin(), changes.end());
    const boost::json::value& user = row.at("user");
    const std::string target = Text(row.at("resource_target"));
    return absl::StrCat(user.is_null() ? "-" : Text(user.at("username")), " ", Text(row.at("action")), " ",
                        Text(row.at("resource_type")), " ", target.empty() ? "-" : target, " ",
                        row.at("status_code").as_int64(), changes.empty() ? "" : " ", absl::StrJoin(changes, " "));
  }

  Site site_;
  const Client anonymous_ = site_.anonymous();
  const std::string organization_ = site_.Value("SELECT id FROM organizations WHERE is_default");
  std::map<std::string, Client> clients_;
  int actions_ = 0;
};

void Day::Morning() {
  Do("", "POST", "/users/first", 201,
     {{"email", "olga@example.com"}, {"username", "olga"}, {"name", "Olga O."}, {"password", kPassword}});
  Login("olga");
  for (const char* name : {"uma", "aldo", "mia"}) Make("olga", name, "active");
  Make("olga", "max", "");
  for (const char* name : {"uma", "aldo", "mia", "max"}) Login(name);
  Do("olga", "PUT", "/users/uma/roles", 200, {{"roles", {"user-admin"}}});
  Do("olga", "PUT", "/users/aldo/roles", 200, {{"roles", {"auditor"}}});
  Do("olga", "PUT", "/users/aldo/roles", 400, {{"roles", {"nonsense"}}});
}

void Day::Noon() {
  Do("mia", "PUT", "/users/me/profile", 200, {{"username", "mia"}, {"name", "Mia M."}});
  const std::string key = Do("mia", "POST", "/users/me/keys/tokens", 201, {{"token_name", "ci"}}).Text("key");
  Do("mia", "POST", "/users/me/keys/tokens", 201, {{"token_name", "short"}, {"lifetime", kHourNs}});
  Do("mia", "POST", "/users/me/keys/tokens", 409, {{"token_name", "ci"}});
  Do("mia", "DELETE", "/users/me/keys/" + key.substr(0, 10), 204);
  Make("uma", "nina", "");
  Do("uma", "PUT", "/users/nina/profile", 200, {{"username", "nina"}, {"name", "Nina N."}});
  Do("uma", "PUT", "/users/max/status/suspend", 200);
  Do("max", "GET", "/users/me", 401);
  Login("max", kPassword, 401);
  Do("uma", "PUT", "/users/max/status/activate", 200);
  Login("max");
  Login("mia", "wrong", 401);
  Login("nobody", "wrong", 401);
  Do("mia", "PUT", "/users/me/password", 204, {{"password", kSecond}, {"old_password", kPassword}});
  Login("mia", kSecond);
}

void Day::Evening() {
  Do("olga", "PUT", "/users/max/password", 204, {{"password", kSecond}});
  Login("max", kSecond);
  Do("aldo", "DELETE", "/users/mia", 403);
  Do("aldo", "PUT", "/users/mia/status/suspend", 403);
  Do("mia", "PUT", "/users/me/roles", 400, {{"roles", {"owner"}}});
  Do("mia", "DELETE", "/users/max", 400);
  Do("uma", "PUT", "/users/nina/roles", 400, {{"roles", {"owner"}}});
  Do("olga", "PUT", "/users/nina/roles", 200, {{"roles", {"template-admin"}}});
  Do("olga", "PUT", "/users/nina/roles", 200, {{"roles", array()}});
  Do("uma", "DELETE", "/users/nina", 200);
  Do("max", "POST", "/users/me/keys", 201);
  Do("max", "PUT", "/users/me/appearance", 200, {{"theme_preference", "dark"}, {"terminal_font", "fira-code"}});
  Do("", "POST", "/users/otp/request", 204, {{"email", "mia@example.com"}});
  Do("max", "POST", "/users/logout", 200);
  Do("olga", "DELETE", "/users/max", 200);
}

TEST_F(Day, IsOnRecordRowByRow) {
  Morning();
  Noon();
  Evening();
  EXPECT_GE(actions_, 40);
  const std::vector<std::string> expected = {
      // The morning.
      "olga create user olga 201 email=>olga@example.com hashed_password* id login_type=>password name=>Olga O. "
      "rbac_roles=null>[\"owner\"] status=>active username=>olga",
      "olga login api_key - 201",
      "olga create user uma 201 email=>uma@example.com hashed_password* id login_type=>password rbac_roles=null>[] "
      "status=>active username=>uma",
      "olga create user aldo 201 email=>aldo@example.com hashed_password* id login_type=>password rbac_roles=null>[] "
      "status=>active username=>aldo",
      "olga create user mia 201 email=>mia@example.com hashed_password* id login_type=>password rbac_roles=null>[] "
      "status=>active username=>mia",
      "olga create user max 201 email=>max@example.com hashed_password* id login_type=>password rbac_roles=null>[] "
      "status=>dormant username=>max",
      "uma login api_key - 201",
      "aldo login api_key - 201",
      "mia login api_key - 201",
      "max login api_key - 201",
      "max write user max 200 status=dormant>active",
      "olga write user uma 200 rbac_roles=[]>[\"user-admin\"]",
      "olga write user aldo 200 rbac_roles=[]>[\"auditor\"]",
      "olga write user aldo 400",
      // Noon.
      "mia write user mia 200 name=>Mia M.",
      "mia create api_key ci 201 created_at expires_at user_id",
      "mia create api_key short 201 created_at expires_at user_id",
      "mia delete api_key ci 204 created_at expires_at user_id",
      "uma create user nina 201 email=>nina@example.com hashed_password* id login_type=>password rbac_roles=null>[] "
      "status=>dormant username=>nina",
      "uma write user nina 200 name=>Nina N.",
      "uma write user max 200 status=active>suspended",
      "max login api_key - 401",
      "uma write user max 200 status=suspended>active",
      "max login api_key - 201",
      "mia login api_key - 401",
      "mia write user mia 204 hashed_password*",
      "mia login api_key - 201",
      // The evening.
      "olga write user max 204 hashed_password*",
      "max login api_key - 201",
      "aldo delete user mia 403",
      "aldo write user mia 403",
      "mia write user mia 400",
      "uma write user nina 400",
      "olga write user nina 200 rbac_roles=[]>[\"template-admin\"]",
      "olga write user nina 200 rbac_roles=[\"template-admin\"]>[]",
      "uma delete user nina 200 deleted=false>true",
      "max create api_key - 201 created_at expires_at user_id",
      "mia request_password_reset user mia 204",
      "max logout api_key - 200",
      "olga delete user max 200 deleted=false>true",
  };
  const std::vector<std::string> record = Record();
  for (std::size_t i = 0; i < std::max(record.size(), expected.size()); ++i) {
    EXPECT_EQ(i < record.size() ? record[i] : "no row", i < expected.size() ? expected[i] : "no row") << "row " << i;
  }
}

}  // namespace
}  // namespace postern::test
