// The description of the API, docs/openapi.json, which travels inside the program.
#pragma once

#include <string_view>

#include "http/response.h"
#include "service/context.h"

namespace postern::buildinfo {

// The document of OpenAPI 3.1, as it stands in docs/.
std::string_view OpenApiDocument();

// GET /api/v2/openapi.json.
http::Response GetOpenApi(const service::Context& context);

}  // namespace postern::buildinfo
