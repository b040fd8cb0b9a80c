// The way of one request through a program: cross-site check, route, session, permission, endpoint, and what every
// answer carries on top.
#pragma once

#include "http/request.h"
#include "http/response.h"
#include "http/router.h"
#include "service/app.h"
#include "service/route.h"

namespace postern::service {

class Dispatcher {
 public:
  // `app` outlives the dispatcher.
  Dispatcher(App& app, Contract contract);

  // Answers; safe for many threads. Never throws: an exception of an endpoint is a 500 and a log line.
  http::Response Answer(const http::Request& request) const;

 private:
  // What became of a request, for its log line and its answer's headers.
  struct Outcome {
    http::Response response;
    std::string_view route = {};
    std::string user_id = {};
    std::optional<json::Time> token_expires_at = {};
  };

  Outcome Route(const http::Request& request, std::string_view path) const;
  Outcome NoRoute(const http::Request& request, const http::RouteMatch& match) const;
  Outcome Run(const http::Request& request, http::RouteMatch match) const;
  Outcome RunAs(const http::Request& request, http::RouteMatch match, const auth::Caller& caller) const;
  Outcome Health(const http::Request& request, std::string_view path) const;

  App& app_;
  Contract contract_;
  http::Router router_;
};

}  // namespace postern::service
