#include "config/startup.h"

#include <algorithm>
#include <string>

#include "config/environment.h"
#include "config/header_name.h"
#include "config/kinds.h"

namespace postern::config {
namespace {

void SetAddresses(Options& options) {
  if (options.address.empty()) return;
  options.http_address = options.tls_enable ? "" : options.address;
  options.tls_address = options.tls_enable ? options.address : "";
}

void SetGroupField(Options& options) {
  const auto& scopes = options.oidc_scopes;
  const bool asks_for_groups = std::find(scopes.begin(), scopes.end(), "groups") != scopes.end();
  if (!options.oidc_client_id.empty() && asks_for_groups && options.oidc_group_field.empty()) {
    options.oidc_group_field = "groups";
  }
}

// What is neither true nor false switches nothing on.
bool IsTrue(const Variables& variables, const char* name) {
  const auto found = variables.find(name);
  return found != variables.end() && Bool::Parse(found->second).value_or(false);
}

// Redirects were once asked for by what TLS does; the first variable has no option any more.
void SetRedirect(const Origins& origins, const Variables& variables, Options& options) {
  if (!options.tls_enable) return;
  const bool asked = IsTrue(variables, "CODER_TLS_REDIRECT_HTTP") ||
                     IsTrue(variables, "CODER_TLS_REDIRECT_HTTP_TO_HTTPS") ||
                     origins.tls_redirect_http_to_https.source == Source::kFlag;
  if (asked) options.redirect_to_access_url = options.tls_redirect_http_to_https;
}

}  // namespace

void ChangeAtStart(Options& options, const Origins& origins, const std::vector<std::string>& environment) {
  SetAddresses(options);
  if (options.dangerous_disable_rate_limits) options.api_rate_limit = -1;
  for (std::string& name : options.proxy_trusted_headers) name = UsualHeaderName(name);
  SetGroupField(options);
  SetRedirect(origins, ReadVariables(environment), options);
}

}  // namespace postern::config
