// What tests expect of an answer, and the requests that they share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "tests/support/site.h"

namespace postern::test {

inline constexpr char kMe[] = "/api/v2/users/me";
inline constexpr char kUsers[] = "/api/v2/users";
inline constexpr char kLogin[] = "/api/v2/users/login";
inline constexpr char kLogout[] = "/api/v2/users/logout";
inline constexpr char kFirst[] = "/api/v2/users/first";

// Fragments that clients look for.
inline constexpr char kSignedOut[] = "session has expired";
inline constexpr char kNoSuchUser[] = "\"user\" must be an existing uuid or username.";
inline constexpr char kWrongCredentials[] = "Incorrect email or password.";
inline constexpr char kNotFound[] = "Resource not found or you do not have access to this resource";

inline Site& Shared() {
  return Site::Shared();
}
inline std::string PathOf(const Person& person) {
  return std::string(kUsers) + "/" + person.id;
}

// True for an answer of this status whose body is the error envelope and whose message holds the fragment.
testing::AssertionResult IsEnvelope(const Reply& reply, int status, std::string_view fragment = "");
// The `field` of each entry of `validations`, in order.
std::vector<std::string> Fields(const Reply& reply);

Reply TryLogin(const Site& site, const std::string& email, const std::string& password = kPassword);
// A request without a body, and one with, with further headers.
Reply SendWith(const Client& client, std::string_view method, std::string_view path, const Headers& headers,
               const boost::json::value& body = nullptr);
// A body that creates a user of this name who signs in with kPassword, active, in the default organization.
boost::json::object NewUserBody(Site& site, const std::string& name);
// A name that no other test uses.
std::string FreshName();
// Text as an SQL literal.
std::string Quoted(std::string_view text);
// The key's id and its secret.
std::pair<std::string, std::string> Split(const std::string& token);

}  // namespace postern::test
