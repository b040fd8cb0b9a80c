// Options as a program has them, with a database that cannot be reached: what needs one is seen to fail at once.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "config/load.h"
#include "http/request.h"
#include "service/app.h"

namespace postern::service {

inline config::Options OptionsOfNowhere() {
  config::Options options = config::Defaults();
  options.pg_connection_url = "host=/nonexistent dbname=postern";
  return options;
}

// A program's share with these options.
inline App AppOf(config::Options options) {
  config::Loaded loaded;
  loaded.options = std::move(options);
  return App(std::move(loaded));
}

// The same with somebody who counts.
inline App CountedAppOf(config::Options options) {
  config::Loaded loaded;
  loaded.options = std::move(options);
  return App(std::move(loaded), std::make_unique<obs::Metrics>("postern-test", "v1"));
}

using Parameters = std::vector<std::pair<std::string, std::string>>;

// A request as nginx passes it on.
inline http::Request RequestOf(std::string_view method, std::string_view uri, Parameters more = {},
                               std::string body = "",
                               http::Request::BodyState state = http::Request::BodyState::kWhole) {
  more.emplace_back("REQUEST_METHOD", method);
  more.emplace_back("REQUEST_URI", uri);
  return http::Request(std::move(more), std::move(body), state);
}

}  // namespace postern::service
