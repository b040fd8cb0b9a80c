#include "handlers/deployment/config.h"

#include "config/document.h"
#include "config/shapes.h"

namespace postern::deployment {

Config::Config(const config::Options& options, const config::Origins& origins)
    : document_(config::Document(options, origins, config::ShapesOf(options))) {}

http::Response Config::Answer() const {
  return {http::kOk, "application/json; charset=utf-8", document_};
}

}  // namespace postern::deployment
