// What an endpoint is given: the request, the parts of its path, who asks, and what the program shares.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auth/gate.h"
#include "http/request.h"
#include "service/app.h"
#include "store/audit_logs.h"

namespace postern::service {

class Context {
 public:
  // `caller` is nullptr on open routes.
  Context(App& app, const http::Request& request, std::vector<std::pair<std::string, std::string>> path,
          const auth::Caller* caller)
      : app_(app), request_(request), path_(std::move(path)), caller_(caller) {}

  App& app() const { return app_; }
  const http::Request& request() const { return request_; }
  // The decoded segment that stands for `{name}` in the route's pattern.
  std::string_view path(std::string_view name) const;
  bool has_caller() const { return caller_ != nullptr; }
  // Who asks. Only on routes that demand a session.
  const auth::Caller& caller() const { return *caller_; }

  // An audit row that has who did it, from where and in which request; `actor` on open routes.
  store::AuditLog Audit(std::string_view action, std::string_view resource_type) const;
  store::AuditLog AuditBy(std::string_view actor, std::string_view action, std::string_view resource_type) const;

 private:
  App& app_;
  const http::Request& request_;
  std::vector<std::pair<std::string, std::string>> path_;
  const auth::Caller* caller_;
};

}  // namespace postern::service
