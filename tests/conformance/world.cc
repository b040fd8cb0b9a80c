#include "tests/conformance/world.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "obs/request_id.h"

namespace postern::conformance {
namespace {

constexpr std::array<std::string_view, 4> kRoles = {"owner", "auditor", "user-admin", "template-admin"};
constexpr char kSecret[] = "Secret0123456789abcdef";
constexpr std::size_t kIdLength = 10;

// A person with a session key and a token, as if they had signed in a moment ago with the password of all tests.
constexpr char kInsert[] = R"(
    WITH made AS (
      INSERT INTO users (id, email, username, hashed_password, created_at, updated_at, status, login_type, rbac_roles)
      SELECT '$id', '$email', '$name', u.hashed_password, now(), now(), '$status', '$login', '$roles'
      FROM users u WHERE u.username = 'owner' RETURNING id),
    member AS (
      INSERT INTO organization_members (user_id, organization_id, created_at, updated_at)
      SELECT made.id, o.id, now(), now() FROM made, organizations o WHERE o.is_default)
    INSERT INTO api_keys (id, hashed_secret, user_id, last_used, expires_at, created_at, updated_at, login_type,
                          scope, token_name)
    SELECT k.id, sha256('$secret'), made.id, now(), now() + interval '1 day', now(), now(), k.type::login_type,
           k.scope::api_key_scope, k.name
    FROM made, (VALUES ('$key', 'password', '$scope', ''), ('$token', 'token', 'all', '$tokenname')) k (id, type, scope, name))";

constexpr char kInsertWorkspace[] = R"(
    SET session_replication_role = replica;
    INSERT INTO workspaces (id, created_at, updated_at, owner_id, organization_id, template_id, name)
    SELECT gen_random_uuid(), now(), now(), '$id', id, gen_random_uuid(), '$name' FROM organizations WHERE is_default;
    SET session_replication_role = origin)";

constexpr char kThrottle[] = R"(
    INSERT INTO postern.account_throttles (account, failures, failed_at, retry_at)
    SELECT sha256(convert_to(guess || ' ' || lower('$email'), 'UTF8')), 9, now(), now() + interval '30 seconds'
    FROM unnest(ARRAY['password', 'passcode']) guess)";

std::string FreshText(std::size_t size) {
  return absl::StrReplaceAll(obs::NewUuid(), {{"-", ""}}).substr(0, size);
}

bool IsRole(std::string_view who) {
  return std::find(kRoles.begin(), kRoles.end(), who) != kRoles.end();
}

// Who is more than the role that they hold: those whose sessions do not hold are owners, so that nothing but this can
// be why they are refused.
std::string RoleOf(const std::string& who) {
  if (IsRole(who)) return who;
  return who == "me-suspended" || who == "application_connect" || who == "expired" ? "owner" : "";
}

std::string StatusOf(const std::string& who) {
  if (who == "suspended" || who == "me-suspended") return "suspended";
  return who == "dormant" ? "dormant" : "active";
}

}  // namespace

World::World(test::Site& site, const std::string& asker) : site_(site), asker_(asker) {
  if (asker != "none") site_.owner();  // Whose password all others have.
  if (asker == "none") {
    people_["me"] = Make("new");
  } else {
    people_["me"] = Make(asker == "suspended" ? "me-suspended" : asker);
  }
}

test::Client World::client() const {
  return asker_ == "none" ? site_.anonymous() : site_.anonymous().WithToken(people_.at("me").key);
}

World::Made World::Make(const std::string& who) {
  Made made{.id = obs::NewUuid(),
            .name = "c" + FreshText(20),
            .email = {},
            .key = FreshText(kIdLength) + "-" + kSecret,
            .token = "t" + FreshText(20),
            .token_id = FreshText(kIdLength)};
  made.email = made.name + "@example.com";
  if (who == "new") return made;
  site_.Sql(absl::StrReplaceAll(kInsert, {{"$id", made.id},
                                          {"$email", made.email},
                                          {"$name", made.name},
                                          {"$status", StatusOf(who)},
                                          {"$login", who == "outside" ? "github" : "password"},
                                          {"$roles", absl::StrCat("{", RoleOf(who), "}")},
                                          {"$secret", kSecret},
                                          {"$key", made.key.substr(0, kIdLength)},
                                          {"$scope", who == "application_connect" ? who : "all"},
                                          {"$tokenname", made.token},
                                          {"$token", made.token_id}}));
  Finish(who, made);
  return made;
}

void World::Finish(const std::string& who, const Made& made) {
  const std::string where = " WHERE id = '" + made.id + "'";
  if (who == "expired") {
    site_.Sql("UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE user_id = '" + made.id + "'");
  }
  if (who == "deleted") site_.Sql("UPDATE users SET deleted = true" + where);
  if (who == "busy") site_.Sql(absl::StrReplaceAll(kInsertWorkspace, {{"$id", made.id}, {"$name", made.name}}));
  if (who == "throttled") site_.Sql(absl::StrReplaceAll(kThrottle, {{"$email", made.email}}));
}

const World::Made& World::Get(const std::string& who) {
  constexpr std::array<std::string_view, 8> kOthers = {"member",    "suspended", "dormant", "deleted",
                                                       "throttled", "busy",      "outside", "new"};
  const auto found = people_.find(who);
  if (found != people_.end()) return found->second;
  if (!IsRole(who) && std::find(kOthers.begin(), kOthers.end(), who) == kOthers.end()) {
    throw std::runtime_error("nobody is called " + who);
  }
  if (who != "new") site_.owner();
  return people_[who] = Make(who);
}

std::string World::Value(const std::string& who, const std::string& what) {
  if (who == "organization") return site_.Value("SELECT id FROM organizations WHERE is_default");
  const Made& made = Get(who);
  if (what == "id") return made.id;
  if (what == "name") return made.name;
  if (what == "email") return made.email;
  if (what == "key") return made.key;
  if (what == "keyid") return made.key.substr(0, kIdLength);
  if (what == "token") return made.token;
  if (what == "tokenid") return made.token_id;
  if (what != "passcode") throw std::runtime_error("nobody has a " + what);
  // The password again: what is stored for it is known.
  site_.Sql(
      "UPDATE users SET hashed_one_time_passcode = hashed_password, one_time_passcode_expires_at = now() + interval "
      "'10 minutes' WHERE id = '" +
      made.id + "'");
  return test::kPassword;
}

std::string World::Fill(const std::string& text) {
  std::string filled;
  std::size_t at = 0;
  for (std::size_t open = text.find('{'); open != text.npos; open = text.find('{', at)) {
    const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_-.", open + 1);
    filled.append(text, at, open - at);
    const std::string name = end == text.npos ? "" : text.substr(open + 1, end - open - 1);
    const std::size_t dot = name.find('.');
    const bool is_name = end != text.npos && text[end] == '}' && dot != name.npos;
    filled += is_name ? Value(name.substr(0, dot), name.substr(dot + 1)) : "{";
    at = is_name ? end + 1 : open + 1;
  }
  return filled + text.substr(at);
}

}  // namespace postern::conformance
