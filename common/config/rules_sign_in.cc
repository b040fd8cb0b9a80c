#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "config/findings.h"
#include "config/kinds.h"
#include "config/url.h"

namespace postern::config {
namespace {

void CheckOidc(Findings& findings) {
  const Options& options = findings.options();
  if (options.oidc_client_id.empty()) return;
  if (options.oidc_issuer_url.empty()) {
    findings.RefuseOption(&Origins::oidc_issuer_url, "must be set where --oidc-client-id is");
  }
  if (!options.oidc_client_secret.empty() && !options.oidc_client_key_file.empty()) {
    findings.RefuseOption(&Origins::oidc_client_key_file, "cannot stand beside --oidc-client-secret");
  }
  if (!options.oidc_allowed_groups.empty() && options.oidc_group_field.empty()) {
    findings.RefuseOption(&Origins::oidc_allowed_groups, "needs --oidc-group-field, the claim that names the groups");
  }
  if (options.oidc_access_token_claims && !options.oidc_ignore_userinfo) {
    findings.RefuseOption(&Origins::oidc_access_token_claims, "needs --oidc-ignore-userinfo");
  }
}

bool IsTeam(const std::string& text) {
  const std::size_t slash = text.find('/');
  return slash != std::string::npos && slash > 0 && slash + 1 < text.size();
}

// The secret alone counts as configured. With neither, the application that comes with the product is used.
void CheckGithub(Findings& findings) {
  const Options& options = findings.options();
  if (options.oauth2_github_client_id.empty() && options.oauth2_github_client_secret.empty()) return;
  const bool names_some = !options.oauth2_github_allowed_orgs.empty() || !options.oauth2_github_allowed_teams.empty();
  if (options.oauth2_github_allow_everyone && names_some) {
    findings.RefuseOption(&Origins::oauth2_github_allow_everyone,
                          "cannot stand beside --oauth2-github-allowed-orgs or --oauth2-github-allowed-teams");
  }
  if (!options.oauth2_github_allow_everyone && options.oauth2_github_allowed_orgs.empty()) {
    findings.RefuseOption(&Origins::oauth2_github_allowed_orgs,
                          "must name an organization, or --oauth2-github-allow-everyone must be given");
  }
  for (const std::string& item : options.oauth2_github_allowed_teams) {
    if (!IsTeam(item)) {
      findings.RefuseItem(&Origins::oauth2_github_allowed_teams, item, "is not organization/team");
    }
  }
}

// As user names are: up to 32 letters and digits, with single hyphens inside, and no word that paths need.
bool IsId(const std::string& text) {
  if (text.empty() || text.size() > 32 || text == "new" || text == "create") return false;
  for (const absl::string_view part : absl::StrSplit(text, '-')) {
    const bool sound = std::all_of(part.begin(), part.end(), [](char character) {
      return absl::ascii_isalnum(static_cast<unsigned char>(character));
    });
    if (part.empty() || !sound) return false;
  }
  return true;
}

// Some services have their code for devices where everybody knows it.
bool LacksDeviceCodeUrl(const ExternalAuthProvider& provider) {
  return provider.device_flow && provider.device_code_url.empty() && provider.type != "github";
}

std::string IdOf(const ExternalAuthProvider& provider) {
  if (!provider.id.empty()) return provider.id;
  return provider.type == "bitbucket" ? "bitbucket-cloud" : provider.type;
}

// Entries may hold secrets, and may come from the file and from numbered variables: they are called by their place.
class ExternalAuthRules {
 public:
  explicit ExternalAuthRules(Findings& findings) : findings_(findings) {}

  void Check(const ExternalAuthProvider& provider) {
    ++place_;
    const std::string id = IdOf(provider);
    const auto [earlier, is_new] = seen_.emplace(id, place_);
    if (!IsId(id)) Refuse("its id, or without one its type, is no name of letters, digits and single hyphens");
    if (!is_new) Refuse(absl::StrCat("its id is that of number ", earlier->second));
    if (provider.client_id.empty()) Refuse("it has no client_id");
    if (!Regexp::Parse(provider.regex).ok()) Refuse("its regex is no regular expression");
    if (LacksDeviceCodeUrl(provider)) Refuse("it has device_flow and no device_code_url");
  }

 private:
  void Refuse(std::string_view why) {
    findings_.RefuseOption(&Origins::external_auth,
                           absl::StrCat("number ", place_, " of External Auth Providers is wrong: ", std::string(why)));
  }

  Findings& findings_;
  int place_ = 0;
  std::map<std::string, int> seen_;
};

// Of a host as URLs have it, with its port.
bool IsLoopback(std::string_view host) {
  if (host.starts_with("[")) return host.starts_with("[::1]");
  host = host.substr(0, host.find(':'));
  const std::string name = absl::AsciiStrToLower({host.data(), host.size()});
  const bool is_address = name.find_first_not_of("0123456789.") == std::string::npos;
  return name == "localhost" || name.ends_with(".localhost") || (is_address && name.starts_with("127."));
}

// It counts for this type alone. Nothing of it is repeated: it may hold a name and a password.
void CheckBaseUrl(Findings& findings, const AiProvider& provider, int place) {
  if (provider.type != "openai" || provider.base_url.empty()) return;
  const absl::StatusOr<Url> url = ParseUrl(provider.base_url);
  if (!url.ok() || (url->scheme != "http" && url->scheme != "https") || url->host.empty()) {
    findings.RefuseOption(&Origins::ai, absl::StrCat("the base_url of provider number ", place,
                                                     " is no URL of http or https with a host"));
  } else if (url->scheme == "http" && !provider.api_key.empty() && !IsLoopback(url->host)) {
    findings.Warn(absl::StrCat(findings.Place(&Origins::ai), ": the base_url of provider number ", place,
                               " is plain http: whoever is on the way can read the key"));
  }
}

void CheckAi(Findings& findings) {
  int place = 0;
  for (const AiProvider& provider : findings.options().ai) {
    ++place;
    CheckBaseUrl(findings, provider, place);
    if (provider.type != "openai" && provider.type != "anthropic" && provider.type != "google") {
      findings.RefuseOption(
          &Origins::ai, absl::StrCat("the type of provider number ", place, " is none of openai, anthropic, google"));
    }
  }
}

bool IsBase64(const std::string& text) {
  std::string bytes;
  return !text.empty() && absl::Base64Unescape(text, &bytes) && absl::Base64Escape(bytes) == text;
}

void CheckEncryptionKeys(Findings& findings) {
  int place = 0;
  for (const std::string& key : findings.options().external_token_encryption_keys) {
    ++place;
    if (!IsBase64(key)) {
      findings.RefuseOption(&Origins::external_token_encryption_keys,
                            absl::StrCat("key number ", place, " is not base64"));
    }
  }
}

}  // namespace

void CheckSignIn(Findings& findings) {
  CheckOidc(findings);
  CheckGithub(findings);
  ExternalAuthRules external_auth(findings);
  if (findings.options().external_auth) {
    for (const ExternalAuthProvider& provider : *findings.options().external_auth) external_auth.Check(provider);
  }
  CheckAi(findings);
  CheckEncryptionKeys(findings);
}

}  // namespace postern::config
