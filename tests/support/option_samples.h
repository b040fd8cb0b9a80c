// A value for every option, made from the table: other than its default, and told apart from every other option's.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "boost/json/parse.hpp"
#include "boost/json/value.hpp"
#include "config/options.h"

namespace postern::test {

struct OptionSample {
  std::string text;          // As flag and variable take it.
  boost::json::value value;  // As options[].value shows it, but for an enum: there it is in "Value".
};

// The first row that has the member: twins have one sample between them.
inline std::int64_t IndexOf(const config::OptionRow& row) {
  const auto& table = config::Table();
  return std::find_if(table.begin(), table.end(), [&](const auto& other) { return other.member == row.member; }) -
         table.begin();
}

// Text that stands nowhere else, fit for host names.
inline std::string MarkOf(const config::OptionRow& row) {
  std::string mark = "mark-" + std::string(row.member) + "-x";  // No mark is the beginning of another.
  std::replace(mark.begin(), mark.end(), '_', '-');
  return mark;
}

// Where not every value of the kind will do: the text is the value, or a list of its parts.
inline const std::map<std::string_view, std::string>& FittingTexts() {
  static const auto& texts = *new std::map<std::string_view, std::string>{
      {"wildcard_access_url", "*.mark-wildcard-access-url.example.com"},
      {"log_filter", "mark-log-filter,two"},
      {"log_human", "/dev/stderr-mark-log-human"},
      {"ssh_keygen_algorithm", "ecdsa"},
      {"workspace_hostname_suffix", "mark-workspace-hostname-suffix"},
      {"ssh_config_options", "mark-ssh-config-options=1,two=2"},
      {"proxy_trusted_headers", "X-Mark-Proxy-Trusted-Headers,X-Two"},
      {"proxy_trusted_origins", "10.9.0.0/16,192.168.0.0/24"},
      {"strict_transport_security_options", "includeSubDomains,preload"},
      {"derp_server_stun_addresses", "mark-derp-server-stun-addresses:3478,two:1"},
      {"provisioner_types", "echo,terraform"},
      {"prometheus_aggregate_agent_stats_by", "username,agent_name"},
      {"oauth2_github_allowed_teams", "mark/oauth2-github-allowed-teams,two/b"},
      {"external_token_encryption_keys", "bWFyay10b2tlbi1lbmNyeXB0aW9uLWtleS1vbmUteHg="},
      {"default_quiet_hours_schedule", "CRON_TZ=Europe/Berlin 9 4 * * *"},
      {"reported_version", "v9.8.7-mark"},
      {"listen_group", "www-data"},
  };
  return texts;
}

inline const std::map<std::string_view, OptionSample>& StructSamples() {
  static const auto& samples = *new std::map<std::string_view, OptionSample>([] {
    std::map<std::string_view, OptionSample> made;
    const auto same = [&](std::string_view member, const char* text) {
      made[member] = {text, boost::json::parse(text)};
    };
    same("oidc_auth_url_params", R"({"mark-oidc-auth-url-params":"x"})");
    same("oidc_group_mapping", R"({"mark-oidc-group-mapping":"<b>&"})");
    same("oidc_user_role_mapping", R"({"mark-oidc-user-role-mapping":["auditor","12"]})");
    same("support_links", R"([{"name":"mark-support-links","target":"https://h.example.com/?a=1&b=2","icon":"bug"}])");
    made["oidc_organization_mapping"] = {
        R"({"mark-oidc-organization-mapping":["AAAAAAAA-0000-4000-8000-00000000000A"]})",
        boost::json::parse(R"({"mark-oidc-organization-mapping":["aaaaaaaa-0000-4000-8000-00000000000a"]})")};
    made["external_auth"] = {
        R"([{"type":"gitlab","client_id":"mark-external-auth","client_secret":"canary-external-auth",)"
        R"("extra_token_keys":["canary-token-key"],"auth_url":"https://name:canary-word@mark-auth.example.com/"}])",
        boost::json::parse(
            R"([{"type":"gitlab","client_id":"mark-external-auth","id":"",)"
            R"("auth_url":"https://mark-auth.example.com/","token_url":"","validate_url":"","app_install_url":"",)"
            R"("app_installations_url":"","no_refresh":false,"scopes":null,"device_flow":false,"device_code_url":"",)"
            R"("regex":"","display_name":"","display_icon":""}])")};
    made["ai"] = {
        R"({"providers":[{"type":"openai","models":["mark-ai"],"base_url":"http://127.0.0.1:1","api_key":"canary-ai"}]})",
        boost::json::parse(
            R"({"providers":[{"type":"openai","models":["mark-ai"],"base_url":"http://127.0.0.1:1"}]})")};
    return made;
  }());
  return samples;
}

inline boost::json::value ListOf(std::string_view text) {
  boost::json::array items;
  for (std::size_t comma = 0; comma != std::string_view::npos; text.remove_prefix(comma + 1)) {
    comma = text.find(',');
    items.emplace_back(text.substr(0, comma));
    if (comma == std::string_view::npos) break;
  }
  return items;
}

inline OptionSample SampleOf(const config::OptionRow& row) {
  using config::Type;
  const std::int64_t index = IndexOf(row);
  const auto fitting = FittingTexts().find(row.member);
  const std::string word = fitting == FittingTexts().end() ? MarkOf(row) : fitting->second;
  switch (row.type) {
    case Type::kBool: {
      const bool value = config::Table()[static_cast<std::size_t>(index)].default_text != "true";
      return {value ? "true" : "false", value};
    }
    case Type::kInt64:
      return {std::to_string(2'000'000 + index), 2'000'000 + index};
    case Type::kDuration:
      return {std::to_string(100 + index) + "m1s", ((100 + index) * 60 + 1) * std::int64_t{1'000'000'000}};
    case Type::kStringArray: {
      const std::string text = fitting == FittingTexts().end() ? word + ",two" : word;
      return {text, ListOf(text)};
    }
    case Type::kUrl: {
      const std::string place = word + ".example.com/p?q=1";
      return {"https://name:canary-word@" + place, boost::json::string("https://" + place)};
    }
    case Type::kHostPort: {
      const std::string text = "127.0.0.2:" + std::to_string(20'000 + index);
      return {text, boost::json::string(text)};
    }
    case Type::kEnum: {
      const std::string choice(row.choices.front() == row.default_text ? row.choices.back() : row.choices.front());
      return {choice, boost::json::string(choice)};
    }
    case Type::kStruct:
      return StructSamples().at(row.member);
    default:
      return {word, boost::json::string(word)};
  }
}

// Whether a site can be run with that value: others would end it, move it, keep everybody out of it or need what is not
// there.
inline bool SuitsASite(const config::OptionRow& row) {
  constexpr std::string_view kNot =
      " http_address address pg_connection_url postgres_auth in_memory ephemeral config_path write_config check_config "
      "healthcheck "
      "tls_enable derp_server_enable derp_config_path api_rate_limit idle_exit listen listen_group threads data_dir "
      "parts response_shapes update_check update_check_url oidc_client_id tls_client_key_file tls_client_cert_file "
      "disable_password_auth dangerous_disable_rate_limits oauth2_github_allow_everyone pg_max_connections "
      "nginx_workers program_address path_prefix prometheus_enable redirect_to_access_url ";
  return kNot.find(" " + std::string(row.member) + " ") == std::string_view::npos;
}

// The variables that give every option that suits a site and has one.
inline std::map<std::string, std::string> EnvironmentOfSamples() {
  std::map<std::string, std::string> environment;
  for (const config::OptionRow& row : config::Table()) {
    if (SuitsASite(row) && !row.env.empty()) environment[std::string(row.env)] = SampleOf(row).text;
  }
  return environment;
}

}  // namespace postern::test
