// The way of one request through a program: cross-site check, route, session, permission, endpoint, and what every
// answer carries on top.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"
#include "http/response.h"
#include "http/router.h"
#include "obs/metrics.h"
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
  // What a request is said to have been for, in the log and in the metrics.
  struct Place {
    std::string_view pattern = {};
    std::unique_ptr<obs::RouteMeter> meter = nullptr;  // Null where nobody counts.
  };

  // What became of a request, for its log line and its answer's headers.
  struct Outcome {
    http::Response response;
    const Place* place = nullptr;  // Null where no route matched.
    std::string user_id = {};
    std::optional<json::Time> token_expires_at = {};
  };

  Place PlaceOf(std::string_view pattern) const;
  Outcome Choose(const http::Request& request) const;
  void Tell(const http::Request& request, const Outcome& outcome, std::chrono::nanoseconds duration) const;
  Outcome Route(const http::Request& request, std::string_view path) const;
  Outcome NoRoute(const http::Request& request, const http::RouteMatch& match) const;
  Outcome Run(const http::Request& request, http::RouteMatch match) const;
  Outcome RunAs(const http::Request& request, http::RouteMatch match, const auth::Caller& caller) const;
  Outcome Health(const http::Request& request, std::string_view path) const;

  App& app_;
  Contract contract_;
  http::Router router_;
  std::vector<Place> places_;  // Of the routes.
  const Place healthz_;
  const Place readyz_;
  const Place metrics_;
  const Place nowhere_;
};

}  // namespace postern::service
