#include "service/dispatch.h"

#include <atomic>
#include <exception>
#include <string>

#include "http/cors.h"
#include "http/csrf.h"
#include "obs/log.h"
#include "pg/time_limit.h"
#include "schema/ready.h"
#include "service/ready.h"

namespace postern::service {
namespace {

// Not below the API: on a program's own socket, for whoever looks after it.
constexpr std::string_view kHealthz = "/healthz";
constexpr std::string_view kReadyz = "/readyz";
constexpr std::string_view kMetrics = "/metrics";

// As metrics call what no route matched.
constexpr std::string_view kNowhere = "none";

// A request in hand, counted where anybody counts.
class InHand {
 public:
  explicit InHand(obs::Metrics* metrics) : metrics_(metrics) {
    if (metrics_ != nullptr) metrics_->Begin();
  }
  ~InHand() {
    if (metrics_ != nullptr) metrics_->End();
  }
  InHand(const InHand&) = delete;
  InHand& operator=(const InHand&) = delete;

 private:
  obs::Metrics* const metrics_;
};

http::Response MethodNotAllowed(const std::vector<std::string>& allowed) {
  http::Response response = http::Envelope(http::kMethodNotAllowed, "This route does not have this method.");
  for (const std::string& method : allowed) response.Add("Allow", method);
  return response;
}

http::Response RefuseBody(http::Request::BodyState state) {
  if (state == http::Request::BodyState::kTooLarge) {
    return http::Envelope(http::kContentTooLarge, "The request body is too large.");
  }
  return http::InvalidBody(absl::InvalidArgumentError("the body ended before its announced length"));
}

// An exception ends here, and not further out, so that the answer carries all that others do.
http::Response Ask(const Endpoint& endpoint, const Context& context) {
  try {
    return endpoint(context);
  } catch (const std::exception& error) {
    return http::InternalError(error.what());
  }
}

// Once for each version: an upgrade that is under way, or half of one that was forgotten.
void TellOfNewerSchema(int version) {
  static std::atomic<int> told{schema::KnownVersion()};
  int before = told.load();
  while (version > before) {
    if (!told.compare_exchange_weak(before, version)) continue;
    obs::Log(obs::Level::kInfo, "the schema is newer than this program, and serves it",
             {{"schema", std::to_string(version)}, {"known", std::to_string(schema::KnownVersion())}});
    return;
  }
}

// Programs whose options differ can serve all the same; whoever looks shall know. Which options is for those who reach
// the program's own socket: the site is open to everybody.
std::string ReadyText(const App& app, bool is_public) {
  std::string text = "OK\n";
  if (app.drift == nullptr) return text;
  const absl::StatusOr<std::vector<std::string>> lines = app.drift->Find();
  if (!lines.ok() || lines->empty()) return text;
  if (is_public) return text + "options differ: see the log of the programs\n";
  for (const std::string& line : *lines) text += line + "\n";
  return text;
}

}  // namespace

Dispatcher::Dispatcher(App& app, Contract contract)
    : app_(app),
      contract_(std::move(contract)),
      healthz_(PlaceOf(kHealthz)),
      readyz_(PlaceOf(kReadyz)),
      metrics_(PlaceOf(kMetrics)),
      nowhere_(PlaceOf(kNowhere)) {
  for (const service::Route& route : contract_.routes) {
    router_.Add(route.method, route.path);
    places_.push_back(PlaceOf(route.path));
  }
  for (const std::string_view tree : contract_.closed_trees) router_.CloseTree(tree);
}

Dispatcher::Place Dispatcher::PlaceOf(std::string_view pattern) const {
  return {pattern, app_.metrics ? std::make_unique<obs::RouteMeter>(*app_.metrics, pattern) : nullptr};
}

http::Response Dispatcher::Answer(const http::Request& request) const {
  const auto start = std::chrono::steady_clock::now();
  const InHand in_hand(app_.metrics.get());
  const pg::TimeLimit limit(start + app_.options.request_timeout);
  Outcome outcome = Choose(request);

  http::Response& response = outcome.response;
  response.Add("X-Coder-Build-Version", app_.version).Add("X-Coder-Request-Id", request.id());
  if (!http::IsPreflight(request)) {
    response.Add("X-Content-Type-Options", "nosniff").Add("Vary", "Origin").Add("Vary", "Cookie");
  }
  if (app_.options.dangerous_allow_cors_requests) http::AllowEveryOrigin(request, response);
  if (outcome.token_expires_at) response.Add("Postern-Token-Expires-At", json::FormatTime(*outcome.token_expires_at));

  Tell(request, outcome, std::chrono::steady_clock::now() - start);
  return std::move(response);
}

Dispatcher::Outcome Dispatcher::Choose(const http::Request& request) const {
  try {
    return Route(request, http::Router::CollapseSlashes(request.raw_path()));
  } catch (const std::exception& error) {
    return {http::InternalError(error.what())};
  }
}

void Dispatcher::Tell(const http::Request& request, const Outcome& outcome, std::chrono::nanoseconds duration) const {
  const http::Response& response = outcome.response;
  obs::LogRequest({.request_id = request.id(),
                   .method = request.method(),
                   .route = outcome.place == nullptr ? std::string_view() : outcome.place->pattern,
                   .user_id = outcome.user_id,
                   .error = response.reason(),
                   .status = response.status(),
                   .duration = std::chrono::duration_cast<std::chrono::microseconds>(duration)});
  const Place& place = outcome.place == nullptr ? nowhere_ : *outcome.place;
  if (place.meter) place.meter->Count(request.method(), response.status(), duration);
}

Dispatcher::Outcome Dispatcher::Route(const http::Request& request, std::string_view path) const {
  if (path == kHealthz || path == kReadyz) return Health(request, path);
  if (path == kMetrics && app_.metrics) {
    return {http::Response(http::kOk, obs::Metrics::kContentType, app_.metrics->Text()), &metrics_};
  }
  if (http::IsPreflight(request)) return {http::Preflight()};

  http::CsrfVerdict csrf = http::CheckCsrf(request, path, app_.cookies);
  Outcome outcome = [&]() -> Outcome {
    if (csrf.refusal) return {*std::move(csrf.refusal)};
    http::RouteMatch match = router_.Find(request.method(), path);
    return match.route ? Run(request, std::move(match)) : NoRoute(request, match);
  }();
  if (csrf.set_cookie) outcome.response.Add("Set-Cookie", *csrf.set_cookie);
  return outcome;
}

Dispatcher::Outcome Dispatcher::NoRoute(const http::Request& request, const http::RouteMatch& match) const {
  if (match.closed) {
    auto gate = app_.gate.Authenticate(request);
    if (auto* refused = std::get_if<http::Response>(&gate)) return {std::move(*refused)};
  }
  if (match.allowed.empty()) return {http::Envelope(http::kNotFound, "Route not found.")};
  return {MethodNotAllowed(match.allowed)};
}

Dispatcher::Outcome Dispatcher::Run(const http::Request& request, http::RouteMatch match) const {
  const service::Route& route = contract_.routes[*match.route];
  const Place& place = places_[*match.route];
  if (route.demand.kind != Demand::Kind::kOpen) {
    auto gate = app_.gate.Authenticate(request);
    if (auto* refused = std::get_if<http::Response>(&gate)) return {std::move(*refused), &place};
    return RunAs(request, std::move(match), std::get<auth::Caller>(gate));
  }
  if (request.body_state() != http::Request::BodyState::kWhole) return {RefuseBody(request.body_state()), &place};
  return {Ask(route.endpoint, Context(app_, request, std::move(match.parameters), nullptr)), &place};
}

Dispatcher::Outcome Dispatcher::RunAs(const http::Request& request, http::RouteMatch match,
                                      const auth::Caller& caller) const {
  const service::Route& route = contract_.routes[*match.route];
  const Place& place = places_[*match.route];
  Outcome outcome = [&]() -> Outcome {
    const Demand& demand = route.demand;
    if (demand.kind == Demand::Kind::kPermission && !caller.May(demand.action, {.type = demand.object})) {
      return {http::Forbidden(), &place, caller.user_id()};
    }
    if (request.body_state() != http::Request::BodyState::kWhole) {
      return {RefuseBody(request.body_state()), &place, caller.user_id()};
    }
    return {Ask(route.endpoint, Context(app_, request, std::move(match.parameters), &caller)), &place,
            caller.user_id()};
  }();
  if (caller.key_login_type == "token") outcome.token_expires_at = caller.expires_at;
  return outcome;
}

Dispatcher::Outcome Dispatcher::Health(const http::Request& request, std::string_view path) const {
  if (path == kReadyz) {
    const absl::StatusOr<int> schema = CheckReady(app_.pool);
    if (!schema.ok()) return {http::Unavailable(schema.status().ToString()), &readyz_};
    TellOfNewerSchema(*schema);
  }
  if (path == kHealthz) return {http::Text(http::kOk, "OK\n"), &healthz_};
  // nginx asks its programs one after the other; the ready one names the next (nginx/snippets/readyz.conf). It does so
  // without a type, which nginx would mix with that of the last answer.
  const std::string_view next = request.Parameter("POSTERN_READY_NEXT");
  const bool is_public = !request.Parameter("POSTERN_READY_PUBLIC").empty();
  if (next.empty()) return {http::Text(http::kOk, ReadyText(app_, is_public)), &readyz_};
  return {http::Response(http::kOk, "", "").Add("X-Accel-Redirect", next), &readyz_};
}

}  // namespace postern::service
