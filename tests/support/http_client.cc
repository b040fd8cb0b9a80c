#include "tests/support/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "boost/json/parse.hpp"
#include "boost/json/serialize.hpp"

namespace postern::test {
namespace {

constexpr long kTimeoutSeconds = 60;

absl::string_view ToAbsl(std::string_view text) {
  return {text.data(), text.size()};
}

std::size_t OnBody(char* data, std::size_t, std::size_t size, void* reply) {
  static_cast<Reply*>(reply)->body.append(data, size);
  return size;
}

std::size_t OnHeader(char* data, std::size_t, std::size_t size, void* reply) {
  const std::string_view line(data, size);
  const std::size_t colon = line.find(':');
  if (colon != std::string_view::npos) {
    const absl::string_view value = absl::StripAsciiWhitespace(ToAbsl(line.substr(colon + 1)));
    static_cast<Reply*>(reply)->headers.emplace_back(line.substr(0, colon), std::string(value));
  }
  return size;
}

struct EasyCloser {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListCloser {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

}  // namespace

std::vector<std::string> Reply::All(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : headers) {
    if (absl::EqualsIgnoreCase(key, ToAbsl(name))) values.push_back(value);
  }
  return values;
}

std::string Reply::Header(std::string_view name) const {
  const std::vector<std::string> values = All(name);
  return values.empty() ? "" : values.front();
}

std::string Reply::Cookie(std::string_view name) const {
  for (const std::string& value : All("Set-Cookie")) {
    if (value.starts_with(std::string(name) + "=")) return value;
  }
  return "";
}

boost::json::value Reply::Json() const {
  boost::system::error_code error;
  boost::json::value value = boost::json::parse(body, error);
  if (error) throw std::runtime_error(absl::StrCat("no JSON in an answer of status ", status, ": ", body));
  return value;
}

std::string Reply::Text(std::string_view key) const {
  const boost::json::value value = Json();
  const boost::json::value* member =
      value.is_object() ? value.get_object().if_contains({key.data(), key.size()}) : nullptr;
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : "";
}

Reply Client::Send(std::string_view method, std::string_view path, const std::string* body,
                   const Headers& headers) const {
  const std::unique_ptr<CURL, EasyCloser> handle(curl_easy_init());
  curl_slist* list = nullptr;
  // Exactly what the test says: nothing that curl would add on its own.
  list = curl_slist_append(list, "Expect:");
  list = curl_slist_append(list, "Content-Type: application/json");
  if (!token_.empty()) list = curl_slist_append(list, ("Coder-Session-Token: " + token_).c_str());
  for (const auto& [name, value] : headers) {
    list = curl_slist_append(list, value.empty() ? (name + ";").c_str() : (name + ": " + value).c_str());
  }
  const std::unique_ptr<curl_slist, ListCloser> keep(list);
  const std::string url = url_ + std::string(path);
  const std::string verb(method);
  Reply reply;
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, kTimeoutSeconds);
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, OnBody);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &reply);
  curl_easy_setopt(handle.get(), CURLOPT_HEADERFUNCTION, OnHeader);
  curl_easy_setopt(handle.get(), CURLOPT_HEADERDATA, &reply);
  curl_easy_setopt(handle.get(), CURLOPT_CUSTOMREQUEST, verb.c_str());
  if (verb == "HEAD") curl_easy_setopt(handle.get(), CURLOPT_NOBODY, 1L);
  if (body != nullptr) {
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, body->c_str());
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
  }
  if (curl_easy_perform(handle.get()) != CURLE_OK) return Reply();
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  reply.status = static_cast<int>(status);
  return reply;
}

Reply Client::Post(std::string_view path, const boost::json::value& body) const {
  const std::string text = boost::json::serialize(body);
  return Send("POST", path, &text);
}

Reply Client::Put(std::string_view path, const boost::json::value& body) const {
  const std::string text = boost::json::serialize(body);
  return Send("PUT", path, &text);
}

}  // namespace postern::test
