// Users that a test makes for its own lists: all have one beginning of their names, which no other test uses.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "http/query.h"
#include "tests/support/answers.h"

namespace postern::test {

class ListedUsers {
 public:
  // Of each ending a user, in the default organization.
  explicit ListedUsers(const std::vector<std::string>& endings) {
    for (const std::string& ending : endings) {
      const Reply reply = Shared().owner().client.Post(kUsers, NewUserBody(Shared(), prefix_ + ending));
      if (reply.status != 201) throw std::runtime_error("no new user: " + reply.body);
      ids_[ending] = reply.Text("id");
    }
  }

  const std::string& prefix() const { return prefix_; }
  const std::string& id(const std::string& ending) const { return ids_.at(ending); }
  void Set(const std::string& ending, const std::string& assignments) const {
    Shared().Sql("UPDATE users SET " + assignments + " WHERE id = '" + id(ending) + "'");
  }

  // The answer to `query`, in which @ stands for the beginning of the names, with further parameters.
  Reply Get(const Client& client, const std::string& query, const std::string& parameters = "") const {
    std::string text = query;
    for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@')) text.replace(at, 1, prefix_);
    return client.Get(std::string(kUsers) + "?q=" + http::PercentEncode(text) + parameters);
  }

  // The endings on that page with blanks between, and the count; the whole answer where it is none.
  std::string Page(const Client& client, const std::string& query, const std::string& parameters = "") const {
    const Reply reply = Get(client, query, parameters);
    if (reply.status != 200) return reply.body;
    std::string text;
    const boost::json::value page = reply.Json();
    for (const boost::json::value& user : page.at("users").as_array()) {
      text += std::string(user.at("username").as_string()).substr(prefix_.size()) + " ";
    }
    return text + std::to_string(page.at("count").as_int64());
  }

 private:
  std::string prefix_ = FreshName();
  std::map<std::string, std::string> ids_;
};

}  // namespace postern::test
