#include "tests/support/steady_load.h"

#include <curl/curl.h>
#include <poll.h>

#include <array>
#include <memory>
#include <string_view>
#include <utility>

#include "tests/support/program.h"

namespace postern::test {
namespace {

constexpr std::size_t kKeptFailures = 50;
constexpr long kTimeoutSeconds = 60;
constexpr int kPauseMs = 2;  // Steady, not as much as can be: others run beside it.

struct Question {
  const char* method;
  const char* path;
  const char* body;  // Null for a GET.
  long status;
  std::string_view part;  // Of the body that comes back.
};

// Each program has its GET; changes go to the one whose changes are cheap.
constexpr std::array kQuestions = {
    Question{"GET", "/api/v2/buildinfo", nullptr, 200, "\"version\""},
    Question{"POST", "/api/v2/users/me/keys/tokens", "{}", 201, "\"key\""},
    Question{"GET", "/api/v2/users/me", nullptr, 200, "\"username\""},
    Question{"GET", "/api/v2/experiments/available", nullptr, 200, "["},
    Question{"POST", "/api/v2/users/me/keys/tokens", "{}", 201, "\"key\""},
    Question{"GET", "/api/v2/deployment/ssh", nullptr, 200, "{"},
    Question{"GET", "/api/v2/csp/reports", nullptr, 200, ""},
    Question{"GET", "/api/v2/updatecheck", nullptr, 200, "\"current\""},
};

struct CloseEasy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct CloseList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Headers = std::unique_ptr<curl_slist, CloseList>;

std::size_t OnBody(char* data, std::size_t, std::size_t size, void* body) {
  static_cast<std::string*>(body)->append(data, size);
  return size;
}

Headers MakeHeaders(const std::string& token) {
  Headers headers(curl_slist_append(nullptr, ("Coder-Session-Token: " + token).c_str()));
  curl_slist_append(headers.get(), "Content-Type: application/json");
  curl_slist_append(headers.get(), "Expect:");
  return headers;
}

// One question on the connection that the handle keeps; nothing where it is answered well. A kept connection that nginx
// had closed is opened anew by curl.
std::unique_ptr<SteadyLoad::Failure> Ask(CURL* handle, const std::string& url, const Question& question) {
  std::string body;
  const std::string whole = url + question.path;
  curl_easy_setopt(handle, CURLOPT_URL, whole.c_str());
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &body);
  if (question.body == nullptr) {
    curl_easy_setopt(handle, CURLOPT_HTTPGET, 1L);
  } else {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, question.body);
  }
  const CURLcode code = curl_easy_perform(handle);
  long status = 0;
  const char* type = nullptr;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(handle, CURLINFO_CONTENT_TYPE, &type);
  const bool good = code == CURLE_OK && status == question.status && body.find(question.part) != std::string::npos;
  if (good) return nullptr;
  return std::make_unique<SteadyLoad::Failure>(SteadyLoad::Failure{
      std::string(question.method) + " " + question.path, code == CURLE_OK ? static_cast<int>(status) : 0,
      type == nullptr ? "" : type, code == CURLE_OK ? body : curl_easy_strerror(code)});
}

}  // namespace

SteadyLoad::SteadyLoad(std::string url, std::string token, int clients)
    : url_(std::move(url)), token_(std::move(token)) {
  for (int i = 0; i < clients; ++i) clients_.emplace_back([this, i] { Run(static_cast<std::size_t>(i)); });
}

SteadyLoad::~SteadyLoad() {
  Stop();
}

void SteadyLoad::Stop() {
  stop_.store(true);
  for (std::thread& client : clients_) client.join();
  clients_.clear();
}

std::vector<SteadyLoad::Failure> SteadyLoad::failures() const {
  const std::lock_guard lock(mutex_);
  return {failures_.begin(), failures_.end()};
}

bool SteadyLoad::AwaitAnswers(std::int64_t more) const {
  const std::int64_t wanted = answers() + more;
  return Eventually([&] { return answers() >= wanted; }, std::chrono::seconds(30));
}

void SteadyLoad::Note(Failure failure) {
  failed_.fetch_add(1);
  const std::lock_guard lock(mutex_);
  failures_.push_back(std::move(failure));
  if (failures_.size() > kKeptFailures) failures_.pop_front();
}

void SteadyLoad::Run(std::size_t first) {
  const std::unique_ptr<CURL, CloseEasy> handle(curl_easy_init());
  const Headers headers = MakeHeaders(token_);
  curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, kTimeoutSeconds);
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, OnBody);
  for (std::size_t i = first; !stop_.load(); ++i) {
    if (auto failure = Ask(handle.get(), url_, kQuestions[i % kQuestions.size()])) Note(std::move(*failure));
    answers_.fetch_add(1);
    poll(nullptr, 0, kPauseMs);
  }
}

}  // namespace postern::test
