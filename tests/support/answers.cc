#include "tests/support/answers.h"

#include "absl/strings/str_replace.h"
#include "boost/json/serialize.hpp"
#include "obs/request_id.h"

namespace postern::test {

testing::AssertionResult IsEnvelope(const Reply& reply, int status, std::string_view fragment) {
  const auto failure = [&] { return testing::AssertionFailure() << reply.status << " " << reply.body << ": "; };
  if (reply.status != status) return failure() << "the status is not " << status;
  if (reply.Header("Content-Type") != "application/json; charset=utf-8") return failure() << "the type is not JSON";
  const boost::json::value body = reply.Json();
  if (!body.is_object()) return failure() << "no object";
  for (const auto& [key, value] : body.get_object()) {
    const bool known = (key == "message" && value.is_string()) || (key == "detail" && value.is_string()) ||
                       (key == "validations" && value.is_array());
    if (!known) return failure() << "a key that envelopes do not have";
  }
  const std::string message = reply.Text("message");
  if (message.empty()) return failure() << "no message";
  if (message.find(fragment) == std::string::npos) return failure() << "the message lacks: " << fragment;
  return testing::AssertionSuccess();
}

std::vector<std::string> Fields(const Reply& reply) {
  std::vector<std::string> fields;
  const boost::json::value body = reply.Json();
  if (const boost::json::value* list = body.as_object().if_contains("validations")) {
    for (const boost::json::value& entry : list->as_array()) fields.emplace_back(entry.at("field").as_string());
  }
  return fields;
}

Reply TryLogin(const Site& site, const std::string& email, const std::string& password) {
  return site.anonymous().Post(kLogin, {{"email", email}, {"password", password}});
}

Reply SendWith(const Client& client, std::string_view method, std::string_view path, const Headers& headers,
               const boost::json::value& body) {
  if (body.is_null()) return client.Send(method, path, nullptr, headers);
  const std::string text = boost::json::serialize(body);
  return client.Send(method, path, &text, headers);
}

boost::json::object NewUserBody(Site& site, const std::string& name) {
  return {{"email", name + "@example.com"},
          {"username", name},
          {"password", kPassword},
          {"user_status", "active"},
          {"organization_ids", {site.Value("SELECT id FROM organizations WHERE is_default")}}};
}

std::string FreshName() {
  return "n" + obs::NewUuid().substr(24);
}

std::string Quoted(std::string_view text) {
  return "'" + absl::StrReplaceAll(std::string(text), {{"'", "''"}}) + "'";
}

std::pair<std::string, std::string> Split(const std::string& token) {
  return {token.substr(0, 10), token.substr(11)};
}

}  // namespace postern::test
