// Secrets from files: beside the variable of a secret option, one with _FILE at its end names a file that holds the
// value. Which options have one follows from the table and from the parts of the numbered families.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/environment.h"
#include "config/options.h"
#include "config/sources.h"

namespace postern::config {

inline constexpr std::string_view kFileEnding = "_FILE";
inline constexpr std::size_t kMaxSecretFileBytes = 64 * 1024;

// The variable that names a file with the option's value. "" where there is none: of an option that may be shown, of
// one without a variable, and where an option of its own has that name (CODER_EMAIL_AUTH_PASSWORD_FILE).
std::string FileVariable(const OptionRow& row);

// Reads the files that variables of the environment name, unless `sources` has what was read already, and keeps what
// they hold there. An empty variable is unset. A file is a regular one of 1 to kMaxSecretFileBytes bytes without a null
// byte; one line break at its end is no part of the value. Gives a line for each that is anything else, or that stands
// beside the variable with the value itself; it has the variable and nothing of path or contents, since somebody may
// have written the secret where the path belongs.
std::vector<std::string> ReadSecretFiles(Sources& sources);

// Puts what was read where the variables with the values themselves would stand; the texts are those of `files`.
void AddSecretFiles(const std::vector<Sources::SecretFile>& files, Variables& variables);

}  // namespace postern::config
