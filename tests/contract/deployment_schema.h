// The schema of GET /deployment/config, made of the option table.
#pragma once

#include "boost/json/object.hpp"
#include "config/shapes.h"

namespace postern::contract {

// The answer in these shapes. It refers to schemas of docs/openapi/schemas.json.
boost::json::object DeploymentConfigSchema(config::Shapes shapes);

}  // namespace postern::contract
