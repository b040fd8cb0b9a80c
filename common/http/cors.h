// Cross-origin requests: what a browser is told that pages of other origins may do.
#pragma once

#include "http/request.h"
#include "http/response.h"

namespace postern::http {

// A browser asks by this whether a request of a page may be sent at all.
bool IsPreflight(const Request& request);

// The answer to it where no origin is allowed anything.
Response Preflight();

// Allows pages of every origin to read: adds to the answer, a preflight's too, what permits GET and OPTIONS with the
// headers Accept, Content-Type, Origin, X-Csrf-Token and X-Latency-Check. Never with credentials. Nothing is added for
// another method or header, nor where the request names no origin.
void AllowEveryOrigin(const Request& request, Response& response);

}  // namespace postern::http
