// Cases as text. A file is a list of them; a line that begins with # is a remark.
//
//   == Nobody but the readers of settings sees the audit log       the title
//   site: codersdk                                                 which site is asked; without the line the shipped
//   one GET /api/v2/audit?limit=1                                      the request: method and path, X-Header: value
//   headers,
//                                                                  and after an empty line the body
//   -> owner, auditor: 200                                         who gets what,
//   Content-Type: application/json; charset=utf-8                  with these headers
//   {"audit_logs": ["<any>", "..."], "count": "<int>"}             and this body (body_pattern.h)
//   -> user-admin, template-admin, member: 403                     without a body: the envelope, for a refusal
//
// Words such as {member.id} stand for people and things that are made for one request (world.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "boost/json/value.hpp"
#include "tests/support/http_client.h"

namespace postern::conformance {

// Everybody who may be named before a status, each a word of kWho; `anyone` and `outsiders` stand for several.
inline constexpr const char* kWho[] = {"owner",  "auditor",   "user-admin",          "template-admin",
                                       "member", "suspended", "application_connect", "none",
                                       "expired"};

struct Expectation {
  int line = 0;
  std::vector<std::string> who;
  int status = 0;
  test::Headers headers = {};
  std::string body = {};  // JSON, "" for none said.
};

struct Case {
  std::string name;  // Of the test: letters and digits.
  std::string file;
  std::string title;
  std::string site = "shipped";
  std::string method;
  std::string path;
  test::Headers headers;
  std::string body;
  std::vector<Expectation> expectations;
};

// All cases of all files of the folder that end in .case, in the order of their names. Throws std::runtime_error with
// file and line where one cannot be read.
std::vector<Case> ReadCases(const std::string& folder);

}  // namespace postern::conformance
