#include "handlers/experiments/experiments.h"

#include "boost/json/array.hpp"
#include "config/shapes.h"
#include "obs/log.h"
#include "service/experiments.h"

namespace postern::experiments {
namespace {

template <typename Names>
boost::json::array ArrayOf(const Names& names) {
  return boost::json::array(names.begin(), names.end());
}

}  // namespace

http::Response GetActive(const service::Context& context) {
  return http::Json(http::kOk, ArrayOf(service::ActiveExperiments(context.app().options)));
}

http::Response GetAvailable(const service::Context& context) {
  const boost::json::array safe = ArrayOf(service::AvailableExperiments());
  if (config::ShapesOf(context.app().options) == config::Shapes::kReference) return http::Json(http::kOk, safe);
  return http::Json(http::kOk, {{"safe", safe}});
}

void WarnOfUnsafe(const config::Options& options) {
  for (const std::string& name : service::UnsafeExperiments(options)) {
    obs::Log(obs::Level::kWarning, "an experiment is turned on that is not known to be safe", {{"experiment", name}});
  }
}

}  // namespace postern::experiments
