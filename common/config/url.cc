#include "config/url.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "config/url_text.h"

namespace postern::config {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

absl::Status NotAUrl(std::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("is not a URL: ", absl::string_view(why.data(), why.size())));
}

bool IsLetter(char character) {
  return absl::ascii_isalpha(static_cast<unsigned char>(character));
}
bool IsDigit(char character) {
  return absl::ascii_isdigit(static_cast<unsigned char>(character));
}

bool HasControlCharacter(std::string_view text) {
  for (const char character : text) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(character))) return true;
  }
  return false;
}

// Cuts "scheme:" off; text that does not begin like a scheme is left alone.
absl::Status TakeScheme(std::string_view& text, Url& url) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char character = text[at];
    if (character == ':') {
      if (at == 0) return NotAUrl("it begins with a colon");
      url.scheme = absl::AsciiStrToLower(absl::string_view(text.data(), at));
      text.remove_prefix(at + 1);
      return absl::OkStatus();
    }
    const bool inside = IsDigit(character) || character == '+' || character == '-' || character == '.';
    if (!IsLetter(character) && (!inside || at == 0)) return absl::OkStatus();
  }
  return absl::OkStatus();
}

void TakeQuery(std::string_view& text, Url& url) {
  const std::size_t mark = text.find('?');
  if (mark == kNone) return;
  url.raw_query = text.substr(mark + 1);
  url.force_query = url.raw_query.empty();
  text = text.substr(0, mark);
}

// Nothing, or a colon and digits, possibly none.
bool IsPortSuffix(std::string_view text) {
  return text.empty() || (text.front() == ':' && text.find_first_not_of("0123456789", 1) == kNone);
}

absl::Status SetUserInfo(std::string_view text, Url& url) {
  for (const char character : text) {
    const bool allowed =
        IsLetter(character) || IsDigit(character) || std::string_view("-._:~!$&'()*+,;=%@").find(character) != kNone;
    if (!allowed) return NotAUrl("its user name or password has a character that may not stand there");
  }
  const std::size_t colon = text.find(':');
  const absl::StatusOr<std::string> name = PercentDecode(text.substr(0, colon), UrlPart::kUser);
  if (!name.ok()) return name.status();
  url.has_user_info = true;
  url.user_info = PercentEncode(*name, UrlPart::kUser);
  if (colon == kNone) return absl::OkStatus();
  const absl::StatusOr<std::string> password = PercentDecode(text.substr(colon + 1), UrlPart::kUser);
  if (!password.ok()) return password.status();
  absl::StrAppend(&url.user_info, ":", PercentEncode(*password, UrlPart::kUser));
  return absl::OkStatus();
}

absl::Status SetHost(std::string_view text, Url& url) {
  std::string_view port;
  if (!text.empty() && text.front() == '[') {
    const std::size_t close = text.rfind(']');
    if (close == kNone) return NotAUrl("a bracket is never closed");
    port = text.substr(close + 1);
  } else if (const std::size_t colon = text.rfind(':'); colon != kNone) {
    port = text.substr(colon);
  }
  if (!IsPortSuffix(port)) return NotAUrl("its port is not a number");
  absl::StatusOr<std::string> host = PercentDecode(text, UrlPart::kHost);
  if (!host.ok()) return host.status();
  url.host = *std::move(host);
  return absl::OkStatus();
}

absl::Status SetAuthority(std::string_view text, Url& url) {
  const std::size_t at = text.rfind('@');
  if (at == kNone) return SetHost(text, url);
  if (absl::Status status = SetHost(text.substr(at + 1), url); !status.ok()) return status;
  return SetUserInfo(text.substr(0, at), url);
}

absl::Status SetDecoded(std::string_view text, UrlPart part, std::string& decoded, std::string& raw) {
  absl::StatusOr<std::string> plain = PercentDecode(text, part);
  if (!plain.ok()) return plain.status();
  decoded = *std::move(plain);
  if (PercentEncode(decoded, part) != text) raw = text;
  return absl::OkStatus();
}

std::string Encoded(const std::string& decoded, const std::string& raw, UrlPart part) {
  if (!raw.empty() && IsEncoded(raw, part)) return raw;
  return decoded == "*" ? decoded : PercentEncode(decoded, part);
}

absl::Status SetHierarchy(std::string_view text, Url& url) {
  const bool rooted = !text.empty() && text.front() == '/';
  if (!rooted && text.substr(0, text.find('/')).find(':') != kNone) {
    return NotAUrl("a colon stands in its first part, where a scheme such as https:// may be missing");
  }
  if (text.substr(0, 2) == "//" && (!url.scheme.empty() || text.substr(0, 3) != "///")) {
    text.remove_prefix(2);
    const std::string_view authority = text.substr(0, text.find('/'));
    if (absl::Status status = SetAuthority(authority, url); !status.ok()) return status;
    text.remove_prefix(authority.size());
  } else if (rooted && !url.scheme.empty()) {
    url.omit_host = true;
  }
  return SetDecoded(text, UrlPart::kPath, url.path, url.raw_path);
}

// Everything between scheme and query.
std::string Middle(const Url& url) {
  if (!url.opaque.empty()) return url.opaque;
  std::string text;
  const bool has_authority = !url.host.empty() || url.has_user_info;
  if (has_authority || (!url.scheme.empty() && !url.omit_host && !url.path.empty())) text = "//";
  if (url.has_user_info) absl::StrAppend(&text, url.user_info, "@");
  absl::StrAppend(&text, PercentEncode(url.host, UrlPart::kHost));
  return text + Encoded(url.path, url.raw_path, UrlPart::kPath);
}

}  // namespace

absl::StatusOr<Url> ParseUrl(std::string_view text) {
  Url url;
  if (HasControlCharacter(text)) return NotAUrl("it has a control character");
  const std::size_t hash = text.find('#');
  if (hash != kNone) {
    const absl::Status status = SetDecoded(text.substr(hash + 1), UrlPart::kFragment, url.fragment, url.raw_fragment);
    if (!status.ok()) return status;
    text = text.substr(0, hash);
  }
  if (absl::Status status = TakeScheme(text, url); !status.ok()) return status;
  TakeQuery(text, url);
  if (!url.scheme.empty() && (text.empty() || text.front() != '/')) {
    url.opaque = text;
    return url;
  }
  if (absl::Status status = SetHierarchy(text, url); !status.ok()) return status;
  return url;
}

std::string FormatUrl(const Url& url) {
  std::string text = url.scheme.empty() ? "" : url.scheme + ":";
  text += Middle(url);
  if (url.force_query || !url.raw_query.empty()) absl::StrAppend(&text, "?", url.raw_query);
  if (!url.fragment.empty()) {
    absl::StrAppend(&text, "#", Encoded(url.fragment, url.raw_fragment, UrlPart::kFragment));
  }
  return text;
}

}  // namespace postern::config
