#include "handlers/deployment/ssh.h"

#include <map>
#include <string_view>

#include "boost/json/object.hpp"
#include "json/print.h"

namespace postern::deployment {
namespace {

// What clients put before names where nothing else was chosen, the empty text included.
constexpr std::string_view kUsualPrefix = "coder.";

// Sorted by key. Each item is a key and a value, parted by the first space or equals sign: the rules of the start
// (config/startup.h) refuse one without. Of equal keys the last counts.
boost::json::object ConfigOptions(const std::vector<std::string>& items) {
  std::map<std::string, std::string> sorted;
  for (const std::string& item : items) {
    const std::size_t end = item.find_first_of(" =");
    if (end != std::string::npos) sorted[item.substr(0, end)] = item.substr(end + 1);
  }
  boost::json::object shown;
  for (const auto& [key, value] : sorted) shown.emplace(key, value);
  return shown;
}

std::string Document(const config::Options& options) {
  const std::string& prefix = options.ssh_hostname_prefix;
  return json::Print({{"hostname_prefix", prefix.empty() ? kUsualPrefix : std::string_view(prefix)},
                      {"hostname_suffix", options.workspace_hostname_suffix},
                      {"ssh_config_options", ConfigOptions(options.ssh_config_options)}});
}

}  // namespace

Ssh::Ssh(const config::Options& options) : document_(Document(options)) {}

http::Response Ssh::Answer() const {
  return {http::kOk, "application/json; charset=utf-8", document_};
}

}  // namespace postern::deployment
