// The deployment document: what GET /api/v2/deployment/config answers.
#pragma once

#include <string>

#include "boost/json/array.hpp"
#include "boost/json/object.hpp"
#include "config/options.h"
#include "config/shapes.h"

namespace postern::config {

// {"config":{...},"options":[...]} as text with its newline. No secret is in it, nor a user name or password of a URL.
std::string Document(const Options& options, const Origins& origins, Shapes shapes);

// `config`: every value at its place, but for Postern's own options.
boost::json::object ConfigValues(const Options& options, Shapes shapes);

// `options`: every option by name, ours last, with its value and where that came from. Its shapes do not differ.
boost::json::array OptionList(const Options& options, const Origins& origins);

}  // namespace postern::config
