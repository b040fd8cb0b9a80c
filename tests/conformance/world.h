// Who asks one request of a case, and the people and things that it speaks of: all made for it, so that no request
// meets what another one has left behind.
#pragma once

#include <map>
#include <string>

#include "tests/support/site.h"

namespace postern::conformance {

class World {
 public:
  // `asker` is a word of kWho: a role, or somebody whose session does not hold.
  World(test::Site& site, const std::string& asker);

  test::Client client() const;

  // `text` with what stands in braces replaced, made where it is not there yet: {who.what}. Who is `me`, a role,
  // `suspended`, `dormant`, `deleted`, `throttled` (whose password was guessed too often), `busy` (who owns a
  // workspace), `outside` (signs in elsewhere) or `new` (is not there). What is `id`, `name`, `email`, `keyid`,
  // `tokenid`, `token` (its name), `key` or `passcode`. And {organization.id}. Throws std::runtime_error for others.
  std::string Fill(const std::string& text);

 private:
  struct Made {
    std::string id, name, email, key, token, token_id;
  };

  const Made& Get(const std::string& who);
  Made Make(const std::string& who);
  void Finish(const std::string& who, const Made& made);
  std::string Value(const std::string& who, const std::string& what);

  test::Site& site_;
  std::string asker_;
  std::map<std::string, Made> people_;
};

}  // namespace postern::conformance
