// The dashboard with the browser that it runs in: its calls in order, with cookies and the proof against cross-site
// requests.
#include <map>

#include "tests/http/clients/checks.h"
#include "tests/support/answers.h"

namespace postern::test {
namespace {

using boost::json::object;

// Keeps cookies as a browser does, and sends the token of the page with whatever changes something.
class Browser {
 public:
  explicit Browser(const Site& site) : client_(site.anonymous()) {}

  // Fails the test where the answer has another status or is no JSON.
  boost::json::value Call(std::string_view method, const std::string& path, int status,
                          const boost::json::value& body = nullptr) {
    Headers headers = {{"Cookie", Cookies()}};
    if (method != "GET") headers.emplace_back("X-CSRF-TOKEN", cookies_["csrf_token"]);
    const Reply reply = SendWith(client_, method, "/api/v2" + path, headers, body);
    EXPECT_EQ(reply.status, status) << method << " " << path << " " << reply.body;
    EXPECT_EQ(reply.Header("Content-Type"), "application/json; charset=utf-8") << path;
    for (const std::string& cookie : reply.All("Set-Cookie")) Keep(cookie);
    return reply.Json();
  }

  bool SignedIn() { return !cookies_["coder_session_token"].empty(); }

 private:
  void Keep(const std::string& cookie) {
    const std::size_t equals = cookie.find('=');
    cookies_[cookie.substr(0, equals)] = cookie.substr(equals + 1, cookie.find(';') - equals - 1);
  }

  std::string Cookies() const {
    std::string text;
    for (const auto& [name, value] : cookies_) {
      if (!value.empty()) text += (text.empty() ? "" : "; ") + name + "=" + value;
    }
    return text;
  }

  Client client_;
  std::map<std::string, std::string> cookies_;
};

// What it asks about itself once it knows who is there; all of it is granted to owners.
object StartChecks() {
  object checks;
  for (const auto& [type, action] : {std::pair{"user", "read"},
                                     {"user", "update"},
                                     {"user", "create"},
                                     {"template", "update"},
                                     {"deployment_config", "read"},
                                     {"deployment_config", "update"},
                                     {"deployment_stats", "read"},
                                     {"workspace_proxy", "create"},
                                     {"organization", "create"},
                                     {"group", "read"},
                                     {"license", "read"},
                                     {"notification_template", "read"},
                                     {"idpsync_settings", "read"},
                                     {"debug_info", "read"}}) {
    checks[std::string(type) + " " + action] = Check(type, action);
  }
  for (const auto& [type, action] : {std::pair{"template", "create"},
                                     {"organization_member", "read"},
                                     {"group", "update"},
                                     {"assign_org_role", "assign"},
                                     {"audit_log", "read"}}) {
    checks[std::string("any ") + type] = Check(type, action, {{"any_org", true}});
  }
  return checks;
}

void SignIn(Browser& browser, const std::string& email) {
  browser.Call("GET", "/users/authmethods", 200);
  browser.Call("GET", "/buildinfo", 200);
  browser.Call("POST", "/users/login", 201, {{"email", email}, {"password", kPassword}});
}

TEST(Dashboard, FromAnEmptySiteToItsFirstPage) {
  Site site;
  Browser browser(site);
  EXPECT_NE(browser.Call("GET", "/users/me", 401).at("message").as_string().find(kSignedOut), std::string::npos);
  browser.Call("GET", "/users/first", 404);
  browser.Call("GET", "/users/me/appearance", 401);
  EXPECT_TRUE(browser.Call("GET", "/users/authmethods", 200).at("password").at("enabled").as_bool());
  browser.Call("GET", "/buildinfo", 200);
  for (const auto& [typed, valid] : {std::pair{"Some", false}, {kPassword, true}}) {
    EXPECT_EQ(browser.Call("POST", "/users/validate-password", 200, {{"password", typed}}).at("valid"), valid);
  }
  browser.Call("POST", "/users/first", 201,
               {{"email", "o@example.com"},
                {"username", "o"},
                {"name", ""},
                {"password", kPassword},
                {"trial", false},
                {"trial_info", object()}});
  browser.Call("POST", "/users/login", 201, {{"email", "o@example.com"}, {"password", kPassword}});
  EXPECT_TRUE(browser.SignedIn());
  const boost::json::value user = browser.Call("GET", "/users/me", 200);
  EXPECT_EQ(user.at("roles").at(0).at("name").as_string(), "owner");
  const boost::json::value answers = browser.Call("POST", "/authcheck", 200, {{"checks", StartChecks()}});
  for (const auto& [question, answer] : answers.as_object()) EXPECT_TRUE(answer.as_bool()) << question;
}

TEST(Dashboard, TheSignedInFrameGetsAllItNeeds) {
  Browser browser(Shared());
  SignIn(browser, Shared().NewUser().email);
  browser.Call("GET", "/users/me", 200);
  browser.Call("GET", "/users/first", 200);
  browser.Call("GET", "/users/me/appearance", 200);
  const boost::json::value answers = browser.Call("POST", "/authcheck", 200, {{"checks", StartChecks()}});
  for (const auto& [question, answer] : answers.as_object()) EXPECT_FALSE(answer.as_bool()) << question;
  for (const char* path : {"/entitlements", "/appearance", "/organizations", "/regions", "/buildinfo"}) {
    browser.Call("GET", path, 200);
  }
}

TEST(Dashboard, TheAccountPagesChangeOneself) {
  Browser browser(Shared());
  const Person person = Shared().NewUser();
  SignIn(browser, person.email);
  browser.Call("PUT", "/users/me/profile", 200, {{"username", person.username}, {"name", "New Name"}});
  browser.Call("GET", "/users/authmethods", 200);
  EXPECT_EQ(browser.Call("GET", "/users/me/login-type", 200).at("login_type").as_string(), "password");
  browser.Call("PUT", "/users/me/appearance", 200, {{"theme_preference", "dark"}, {"terminal_font", "fira-code"}});
  EXPECT_EQ(browser.Call("GET", "/users/me/appearance", 200).at("theme_preference").as_string(), "dark");
  browser.Call("GET", "/users/me/keys/tokens?include_all=false", 200);
  browser.Call("GET", "/users/me/keys/tokens/tokenconfig", 200);
  browser.Call("POST", "/users/me/keys/tokens", 201,
               {{"lifetime", 7 * kDayNs}, {"token_name", "mine"}, {"scope", "all"}});
  browser.Call("POST", "/users/me/keys", 201);
}

TEST(Dashboard, TheUsersPageListsAndChangesThem) {
  Browser browser(Shared());
  SignIn(browser, Shared().NewUser({"owner"}).email);
  const Person person = Shared().NewUser();
  EXPECT_GE(browser.Call("GET", "/users?limit=25&offset=0", 200).at("count").as_int64(), 2);
  EXPECT_EQ(browser.Call("GET", "/users?limit=25&offset=0&q=" + person.username, 200).at("count").as_int64(), 1);
  browser.Call("GET", "/users/roles", 200);
  const std::string path = "/users/" + person.id;
  browser.Call("PUT", path + "/roles", 200, {{"roles", {"auditor"}}});
  browser.Call("PUT", path + "/status/suspend", 200);
  browser.Call("PUT", path + "/status/activate", 200);
  browser.Call("DELETE", path, 200);
}

TEST(Dashboard, LogsOut) {
  Browser browser(Shared());
  SignIn(browser, Shared().NewUser().email);
  browser.Call("POST", "/users/logout", 200);
  EXPECT_FALSE(browser.SignedIn());
  browser.Call("GET", "/users/me", 401);
}

TEST(Dashboard, WithoutTheTokenOfItsPageNothingIsChanged) {
  const Person person = Shared().NewUser();
  const Reply reply = SendWith(Shared().anonymous(), "PUT", "/api/v2/users/me/profile",
                               {{"Cookie", "coder_session_token=" + person.client.token()}},
                               {{"username", person.username}, {"name", "New Name"}});
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.Header("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(person.client.Get(kMe).Text("name"), "");
}

}  // namespace
}  // namespace postern::test
