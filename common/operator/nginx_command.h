// `postern nginx`: writes the files for an nginx that is there already.
#pragma once

#include "config/load.h"

namespace postern::operators {

// postern nginx <output folder>
int NginxCommand(const config::Loaded& loaded);

}  // namespace postern::operators
