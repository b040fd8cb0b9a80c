// How clients are to write the part of an SSH configuration that leads to workspaces.
#pragma once

#include <string>

#include "config/options.h"
#include "http/response.h"

namespace postern::deployment {

// GET /api/v2/deployment/ssh. The document is put together once, at start.
class Ssh {
 public:
  explicit Ssh(const config::Options& options);

  http::Response Answer() const;

 private:
  const std::string document_;
};

}  // namespace postern::deployment
