#include "handlers/buildinfo/openapi.h"

namespace postern::buildinfo {

http::Response GetOpenApi(const service::Context&) {
  return {http::kOk, "application/json; charset=utf-8", std::string(OpenApiDocument())};
}

}  // namespace postern::buildinfo
