#pragma once

#include "http/response.h"
#include "service/context.h"

namespace postern::deployment {

// GET /api/v2/deployment/llms: the language models that are offered, each once, in the order of their names; where
// several providers have one of the same name, the last one's. Providers for which no models are set are asked for
// theirs; until one has answered, its models are missing. The first answers wait for that, together up to a second.
http::Response GetLanguageModels(const service::Context& context);

}  // namespace postern::deployment
