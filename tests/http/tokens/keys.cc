#include "tests/http/tokens/keys.h"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>

namespace postern::test {

std::string KeysOf(const Person& person) {
  return PathOf(person) + "/keys";
}

std::string TokensOf(const Person& person) {
  return KeysOf(person) + "/tokens";
}

Client Made(const Client& by, const Reply& reply) {
  if (reply.status != 201) throw std::runtime_error("no key: " + reply.body);
  return by.WithToken(reply.Text("key"));
}

Client MakeToken(const Client& client, const boost::json::object& body) {
  return Made(client, client.Post(kTokens, body));
}

Client MakeSessionKey(const Client& client) {
  return Made(client, client.Post(kKeys));
}

std::vector<std::string> TokenNames(const Reply& list) {
  const boost::json::value body = list.Json();
  if (list.status != 200 || !body.is_array()) throw std::runtime_error("no list: " + list.body);
  std::vector<std::string> names;
  for (const boost::json::value& token : body.get_array()) names.emplace_back(token.at("token_name").as_string());
  return names;
}

int CountKeys(Site& site, const Person& person) {
  return std::stoi(site.Value("SELECT count(*) FROM api_keys WHERE user_id = '" + person.id + "'"));
}

std::int64_t StoredMicros(Site& site, const Client& key) {
  return std::stoll(StoredKey(site, key).Get("(extract(epoch FROM expires_at - created_at) * 1000000)::bigint"));
}

void LetTimePass(Site& site, const Client& key, const std::string& interval) {
  const std::string earlier = " - interval '" + interval + "'";
  StoredKey(site, key).Set(
      "created_at = created_at" + earlier + ", updated_at = updated_at" + earlier + ", expires_at = expires_at" +
      earlier + ", last_used = CASE WHEN last_used < '1000-01-01' THEN last_used ELSE last_used" + earlier + " END");
}

void SetRoles(Site& site, const Person& person, const std::string& array) {
  site.Sql("UPDATE users SET rbac_roles = '" + array + "' WHERE id = '" + person.id + "'");
}

std::vector<Reply> AtOnce(int threads, int count, const std::function<Reply()>& request) {
  std::vector<Reply> replies(static_cast<std::size_t>(count));
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> workers;
  for (int i = 0; i < threads; ++i) {
    workers.emplace_back([&] {
      for (std::size_t at = next++; at < replies.size(); at = next++) replies[at] = request();
    });
  }
  workers.clear();  // Joins them.
  return replies;
}

int CountStatus(const std::vector<Reply>& replies, int status) {
  return static_cast<int>(
      std::count_if(replies.begin(), replies.end(), [&](const Reply& reply) { return reply.status == status; }));
}

}  // namespace postern::test
