// A transaction of the test's own that makes requests wait, so that two of them meet in an order that the test chooses:
// who waits first for a row goes first when it is let go.
#pragma once

#include <future>
#include <memory>
#include <string>

#include "pg/connection.h"
#include "tests/support/site.h"

namespace postern::test {

class HeldRows {
 public:
  // Begins a transaction and runs the locking statement in it. Throws std::runtime_error where that fails.
  HeldRows(Site& site, const std::string& locking);

  // Returns once so many sessions of the site's database wait for a lock; throws after a while.
  void AwaitWaiting(int sessions);
  void Release();

 private:
  Site& site_;
  std::unique_ptr<pg::Connection> session_;
};

// A request on a thread of its own.
template <typename Request>
std::future<Reply> Begin(Request request) {
  return std::async(std::launch::async, std::move(request));
}

inline std::string LockUser(const Person& person) {
  return "SELECT FROM users WHERE id = '" + person.id + "' FOR UPDATE";
}
inline std::string LockKey(const Client& client) {
  return "SELECT FROM api_keys WHERE id = '" + client.key_id() + "' FOR UPDATE";
}

}  // namespace postern::test
