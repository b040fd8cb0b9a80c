#include "http/csrf.h"

#include <unistd.h>

#include <array>
#include <cstdlib>

#include "absl/strings/escaping.h"
#include "http/query.h"
#include "http/session_names.h"
#include "openssl/crypto.h"

namespace postern::http {
namespace {

constexpr std::string_view kCookie = "csrf_token";
constexpr std::size_t kTokenBytes = 32;

// Padded standard base64 and nothing else: what does not encode back to the same text is refused.
std::optional<std::string> DecodeBase64(std::string_view text) {
  std::string bytes;
  const absl::string_view encoded(text.data(), text.size());
  if (!absl::Base64Unescape(encoded, &bytes) || absl::Base64Escape(bytes) != encoded) return std::nullopt;
  return bytes;
}

// From the kernel: every answer to a client without the cookie makes one, and OpenSSL's generator takes longer than all
// the rest of a small answer.
std::string NewToken() {
  std::string bytes(kTokenBytes, '\0');
  if (getentropy(bytes.data(), bytes.size()) != 0) std::abort();
  return bytes;
}

// The header's token: 64 bytes are a random pad and the token under it, so that compression never meets it bare.
std::optional<std::string> Unmask(std::string_view header) {
  std::optional<std::string> bytes = DecodeBase64(header);
  if (!bytes || bytes->size() == kTokenBytes) return bytes;
  if (bytes->size() != 2 * kTokenBytes) return std::nullopt;
  std::string token(kTokenBytes, '\0');
  for (std::size_t i = 0; i < kTokenBytes; ++i) {
    token[i] = static_cast<char>((*bytes)[i] ^ (*bytes)[kTokenBytes + i]);
  }
  return token;
}

bool Proves(std::string_view header, std::string_view token) {
  const std::optional<std::string> given = Unmask(header);
  return given && given->size() == token.size() && CRYPTO_memcmp(given->data(), token.data(), token.size()) == 0;
}

bool OnlyReads(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
}

bool IsBelow(std::string_view path, std::string_view root) {
  return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

// Matched as whole segments, so that a user who is called `firstborn` is not exempt by name.
bool IsExemptPath(std::string_view path) {
  constexpr std::array kRoots = {"/api/v2/users/first",         "/api/v2/csp/reports", "/api/v2/workspaceagents",
                                 "/api/v2/workspaceproxies/me", "/api/v2/derp",        "/api/v2/scim"};
  for (const std::string_view root : kRoots) {
    if (IsBelow(path, root)) return true;
  }
  return path.starts_with("/api/v2/organizations/") && path.find("/provisionerdaemons") != std::string_view::npos;
}

Response Refusal(bool two_credentials) {
  if (two_credentials) {
    return Text(kBadRequest,
                "CSRF error encountered. Authentication via the cookie coder_session_token and via the header "
                "Coder-Session-Token disagree. Send one of them, or the same token in both.\n");
  }
  return Text(kBadRequest,
              "Something is wrong with your CSRF token. Reload the page, or remove the cookie csrf_token.\n");
}

}  // namespace

CsrfVerdict CheckCsrf(const Request& request, std::string_view path, const CookieOptions& cookies) {
  CsrfVerdict verdict;
  const std::string_view header = request.Parameter("HTTP_COOKIE");
  std::optional<std::string> token = DecodeBase64(FindCookie(header, kCookie).value_or(""));
  if (!token || token->size() != kTokenBytes) {
    token = NewToken();
    verdict.set_cookie = SetCookie(kCookie, absl::Base64Escape(*token), cookies);
  }
  if (OnlyReads(request.method()) || !path.starts_with("/api") || IsExemptPath(path)) return verdict;

  const std::string_view session = FindCookie(header, kSessionCookie).value_or("");
  const std::string_view session_header = request.Parameter(kSessionHeader);
  if (session.empty() || session == session_header) return verdict;
  if (!request.Parameter("HTTP_CODER_PROVISIONER_DAEMON_PSK").empty() ||
      !request.Parameter("HTTP_CODER_PROVISIONER_DAEMON_KEY").empty()) {
    return verdict;
  }
  if (Query(request.query()).First(kSessionQuery) == session) return verdict;
  if (Proves(request.Parameter("HTTP_X_CSRF_TOKEN"), *token)) return verdict;
  verdict.refusal = Refusal(!session_header.empty());
  return verdict;
}

}  // namespace postern::http
