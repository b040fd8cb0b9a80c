// What this deployment is: version, addresses, deployment id.
#pragma once

#include <mutex>
#include <string>

#include "http/response.h"
#include "service/context.h"

namespace postern::buildinfo {

// GET /api/v2: a greeting.
http::Response Greet(const service::Context& context);

// GET /api/v2/buildinfo. The document is put together once: the deployment id, and the key for pushing messages to
// browsers where that experiment is on, are read from the database at the first request that gets an answer from it,
// everything else is known at start.
class BuildInfo {
 public:
  explicit BuildInfo(service::App& app) : app_(app) {}

  http::Response Answer();

 private:
  absl::StatusOr<std::string> Document();

  service::App& app_;
  std::mutex mutex_;
  std::string document_;
};

}  // namespace postern::buildinfo
