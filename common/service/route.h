// A route as a program's list writes it: method, path, what it demands, and the function that answers.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "http/response.h"
#include "service/context.h"

namespace postern::service {

// What must hold before the endpoint is asked. With a session missing the answer is 401, with a permission 403.
struct Demand {
  enum class Kind { kOpen, kSession, kPermission };
  Kind kind = Kind::kOpen;
  std::string_view action = {};  // Of a permission on a thing of the site, that nobody owns.
  std::string_view object = {};
};

inline constexpr Demand kOpen{};
inline constexpr Demand kSession{Demand::Kind::kSession};
constexpr Demand Permission(std::string_view action, std::string_view object) {
  return {Demand::Kind::kPermission, action, object};
}

using Endpoint = std::function<http::Response(const Context&)>;

// What the description of the API (docs/openapi.json) says of a route beside what it demands. Schemas and parameters go
// by their names in docs/openapi/schemas.json.
struct Doc {
  std::string_view tag = {};
  std::string_view summary = {};  // One line.
  std::string_view body = {};     // The schema of the request's body; empty: none is read.
  std::vector<std::string_view> body_types = {"application/json"};
  std::string_view answer = {};              // The schema of the answer; empty: it has no body.
  int status = 200;                          // Of the answer where all went well.
  std::vector<int> refusals = {};            // What else is answered, beside the 401 and 403 of the demand.
  std::vector<std::string_view> query = {};  // Parameters.
};

struct Route {
  std::string_view method;
  std::string_view path;  // A pattern of http/router.h.
  Demand demand;
  Endpoint endpoint;
  Doc doc = {};
};

// The contract of a program.
struct Contract {
  std::vector<Route> routes;
  // At these patterns and below, a session is asked for before 404 or 405.
  std::vector<std::string_view> closed_trees = {};
};

}  // namespace postern::service
