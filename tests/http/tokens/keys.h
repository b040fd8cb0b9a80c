// What the tests of tokens and session keys share: paths, and what they make and count.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/support/answers.h"
#include "tests/support/stored_key.h"

namespace postern::test {

inline constexpr char kKeys[] = "/api/v2/users/me/keys";
inline constexpr char kTokens[] = "/api/v2/users/me/keys/tokens";
inline constexpr char kTokenConfig[] = "/api/v2/users/me/keys/tokens/tokenconfig";
inline constexpr char kMissingKey[] = "Zz09Zz09Zz";  // Well formed, and nobody's.

std::string KeysOf(const Person& person);
std::string TokensOf(const Person& person);

// A client with the key that an answer to a creation holds; throws std::runtime_error where it is no 201.
Client Made(const Client& by, const Reply& reply);
// A new token, and a new session key, of the caller.
Client MakeToken(const Client& client, const boost::json::object& body = {});
Client MakeSessionKey(const Client& client);

// The names in a list of tokens, in its order; throws where the answer is no list.
std::vector<std::string> TokenNames(const Reply& list);
int CountKeys(Site& site, const Person& person);
// How long a stored key may live, from its creation to its expiry, in microseconds.
std::int64_t StoredMicros(Site& site, const Client& key);
// The key as it would be had it been made, and last used, earlier by this interval.
void LetTimePass(Site& site, const Client& key, const std::string& interval);
// Gives the site role alone, without a request.
void SetRoles(Site& site, const Person& person, const std::string& array);

// Sends `count` requests from so many threads, and gives the answers.
std::vector<Reply> AtOnce(int threads, int count, const std::function<Reply()>& request);
int CountStatus(const std::vector<Reply>& replies, int status);

}  // namespace postern::test
