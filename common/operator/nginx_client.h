// Who the client is, where proxies stand before nginx.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace postern::operators {

// Variables for the http block, $postern_client first of all: the peer, or for a peer of one of these networks
// (10.0.0.0/8) the first of these headers that names an address. Headers are names that were checked; a network that is
// none is refused by the name of its option.
absl::StatusOr<std::string> ClientMaps(const std::vector<std::string>& headers,
                                       const std::vector<std::string>& networks);

// The network with the bits behind its prefix cleared, which nginx warns of otherwise.
absl::StatusOr<std::string> CleanNetwork(const std::string& text);

}  // namespace postern::operators
