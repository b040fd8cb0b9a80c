// Questions to POST /authcheck.
#pragma once

#include <stdexcept>
#include <string>

#include "obs/request_id.h"
#include "tests/support/answers.h"

namespace postern::test {

inline constexpr char kAuthcheck[] = "/api/v2/authcheck";

// One question; `more` are further members of its object.
inline boost::json::object Check(std::string_view type, std::string_view action, boost::json::object more = {}) {
  more["resource_type"] = type;
  return {{"object", std::move(more)}, {"action", action}};
}

inline Reply AskAll(const Client& client, const boost::json::object& checks) {
  return client.Post(kAuthcheck, {{"checks", checks}});
}

// The answer to a single question; throws where there is none.
inline bool May(const Client& client, const boost::json::object& check) {
  const Reply reply = AskAll(client, {{"it", check}});
  if (reply.status != 200) throw std::runtime_error("no answer: " + reply.body);
  return reply.Json().at("it").as_bool();
}

inline std::string DefaultOrganization() {
  return Shared().Value("SELECT id FROM organizations WHERE is_default");
}

// Somebody who holds this role in the default organization.
inline Person NewUserInOrganization(const std::string& role) {
  Person person = Shared().NewUser();
  Shared().Sql("UPDATE organization_members SET roles = '{" + role + "}' WHERE user_id = '" + person.id + "'");
  return person;
}

}  // namespace postern::test
