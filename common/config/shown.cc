#include "config/shown.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "boost/json/array.hpp"
#include "boost/json/object.hpp"

namespace postern::config {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

// A password may hold, against the rules, what ends an authority. Then what stands before that is no host and port.
bool LooksCutShort(std::string_view authority) {
  if (authority.starts_with('[')) return false;
  const std::size_t colon = authority.find(':');
  return colon != kNone && authority.find_first_not_of("0123456789", colon + 1) != kNone;
}

// Schemes whose URLs have an authority: clients read one there however many slashes stand before it.
constexpr auto kWithAuthority = std::to_array<absl::string_view>(
    {"http",  "https",   "ws",    "wss",    "ftp",   "ftps",  "sftp",   "ssh",    "git",    "postgres", "postgresql",
     "mysql", "mongodb", "redis", "rediss", "amqp",  "amqps", "nats",   "ldap",   "ldaps",  "smtp",     "smtps",
     "imap",  "imaps",   "stun",  "turn",   "turns", "socks", "socks4", "socks5", "socks5h"});
constexpr std::size_t kLongestScheme = 10;

// The letters and digits that `text` ends with; "" where they are more than those of any scheme.
absl::string_view SchemeBefore(std::string_view text) {
  std::size_t begin = text.size();
  while (begin > 0 && absl::ascii_isalnum(static_cast<unsigned char>(text[begin - 1]))) {
    if (text.size() - --begin > kLongestScheme) return "";
  }
  return {text.data() + begin, text.size() - begin};
}

bool HasAuthority(absl::string_view scheme) {
  return std::any_of(kWithAuthority.begin(), kWithAuthority.end(),
                     [&](absl::string_view known) { return absl::EqualsIgnoreCase(known, scheme); });
}

// Where the authority of the first URL begins.
std::size_t NextAuthority(std::string_view text) {
  for (std::size_t colon = text.find(':'); colon != kNone; colon = text.find(':', colon + 1)) {
    const std::size_t behind = std::min(text.find_first_not_of('/', colon + 1), text.size());
    if (HasAuthority(SchemeBefore(text.substr(0, colon)))) return behind;
    if (behind > colon + 2) return colon + 3;
  }
  return kNone;
}

// How many characters of `text`, which begins with an authority, are user name, password and the at sign.
std::size_t CredentialsIn(std::string_view text) {
  const std::string_view authority = text.substr(0, text.find_first_of("/?# \t\r\n"));
  std::size_t at = authority.rfind('@');
  if (at == kNone && LooksCutShort(authority)) at = text.rfind('@');
  return at == kNone ? 0 : at + 1;
}

void RemoveCredentials(boost::json::value& value) {
  if (auto* text = value.if_string()) {
    *text = WithoutCredentials({text->data(), text->size()});
  } else if (auto* items = value.if_array()) {
    for (boost::json::value& item : *items) RemoveCredentials(item);
  } else if (auto* members = value.if_object()) {
    for (auto& member : *members) RemoveCredentials(member.value());
  }
}

}  // namespace

std::string WithoutCredentials(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t authority = shown.empty() && text.starts_with("//") ? 2 : NextAuthority(text);
    if (authority == kNone) break;
    shown += text.substr(0, authority);
    text.remove_prefix(authority);
    text.remove_prefix(CredentialsIn(text));
  }
  return shown += text;
}

boost::json::value ShownValue(const OptionRow& row, const Options& options, Secrets secrets) {
  if (row.is_secret()) return row.json(Options{}, Secrets::kHidden);
  boost::json::value value = row.json(options, secrets);
  if (row.type != Type::kRegexp) RemoveCredentials(value);  // A pattern of URLs has no credentials.
  return value;
}

std::string ShownDefault(const OptionRow& row, const Origins& origins) {
  return WithoutCredentials((origins.*row.origin).default_text);
}

}  // namespace postern::config
