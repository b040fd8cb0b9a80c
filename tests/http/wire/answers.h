// What every answer must look like, whoever gave it: a program or nginx itself.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "tests/support/http_client.h"

namespace postern::test {

// The answer has this status and is the error envelope: a message, a detail unless empty, validations unless none.
void ExpectEnvelope(const Reply& reply, int status);

// The answer has each header that all answers have, once, and Vary for origin and cookie.
void ExpectOurHeaders(const Reply& reply);

// The elements of all headers of that name, which may be lists: Allow, Vary.
std::set<std::string> Elements(const Reply& reply, std::string_view header);

// True for the canonical form of a UUID, in lower case.
bool IsUuid(std::string_view text);

}  // namespace postern::test
