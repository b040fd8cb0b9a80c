// Cross-site request forgery: a request that changes something and is authenticated by a cookie alone must prove that
// a page of ours sent it. The proof is the header X-CSRF-TOKEN, made from the cookie csrf_token.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/cookie.h"
#include "http/request.h"
#include "http/response.h"

namespace postern::http {

struct CsrfVerdict {
  // Set-Cookie for a new csrf_token where the request's is missing or is not 32 bytes in padded base64.
  std::optional<std::string> set_cookie;
  // 400 in plain text where the proof is missing.
  std::optional<Response> refusal;
};

// `path` is the request's path with doubled slashes collapsed. Never refused: GET, HEAD, OPTIONS, TRACE; paths outside
// /api; requests without a session cookie, or whose session cookie is repeated in the header or the query (no foreign
// page can know it); provisioner daemons; the few routes that a page without a session must reach.
CsrfVerdict CheckCsrf(const Request& request, std::string_view path, const CookieOptions& cookies);

}  // namespace postern::http
