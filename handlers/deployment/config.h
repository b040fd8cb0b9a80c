// The settings of this deployment, for those who may read them.
#pragma once

#include <string>

#include "config/options.h"
#include "http/response.h"

namespace postern::deployment {

// GET /api/v2/deployment/config. The document is put together once, at start.
class Config {
 public:
  Config(const config::Options& options, const config::Origins& origins);

  http::Response Answer() const;

 private:
  const std::string document_;
};

}  // namespace postern::deployment
