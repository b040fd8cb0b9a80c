// Options that are spread over numbered variables: services to sign in at (CODER_EXTERNAL_AUTH_0_ID and the older
// CODER_GITAUTH_0_ID) and providers of language models (CODER_AI_PROVIDER_0_TYPE).
#pragma once

#include <string>
#include <vector>

#include "config/options.h"

namespace postern::config {

// Appends what the variables say to `external_auth` and `ai`: after what is there, first the newer family, then the
// older, each counting from 0 without a gap; then a provider for each of ANTHROPIC_API_KEY, GOOGLE_API_KEY and
// OPENAI_API_KEY. Gives one line for each thing that is wrong, which names the variable and repeats no value.
std::vector<std::string> ReadFamilies(const std::vector<std::string>& environment, Options& options);

}  // namespace postern::config
