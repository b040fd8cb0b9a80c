// Options that are spread over numbered variables: services to sign in at (CODER_EXTERNAL_AUTH_0_ID and the older
// CODER_GITAUTH_0_ID) and providers of language models (CODER_AI_PROVIDER_0_TYPE).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/options.h"
#include "config/sources.h"

namespace postern::config {

// Appends what the variables say to `external_auth` and `ai`: after what is there, first the newer family, then the
// older, each counting from 0 without a gap; then a provider for each of ANTHROPIC_API_KEY, GOOGLE_API_KEY and
// OPENAI_API_KEY. Gives one line for each thing that is wrong, which names the variable and repeats no value. What was
// read from files counts as the variables that name the values themselves.
std::vector<std::string> ReadFamilies(const std::vector<std::string>& environment, Options& options,
                                      const std::vector<Sources::SecretFile>& secret_files = {});

// Whether a variable, in capitals, is of such a family and names a part of it that is secret.
bool IsSecretOfFamily(std::string_view variable);

}  // namespace postern::config
