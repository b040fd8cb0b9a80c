#include "config/document.h"

#include "json/print.h"

namespace postern::config {

std::string Document(const Options& options, const Origins& origins, Shapes shapes) {
  return json::Print({{"config", ConfigValues(options, shapes)}, {"options", OptionList(options, origins)}});
}

}  // namespace postern::config
