#include "net/get.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstdint>
#include <memory>

#include "absl/strings/str_cat.h"
#include "net/target.h"

namespace postern::net {
namespace {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

constexpr char kUserAgent[] = "postern/" POSTERN_VERSION;

struct EasyCloser {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListCloser {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyCloser>;
using List = std::unique_ptr<curl_slist, ListCloser>;

// libcurl's own start, which no two threads may be in; it is never ended, since other threads may still need it.
bool Begun() {
  static const bool begun = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return begun;
}

// A line break would begin a header that nobody meant.
absl::StatusOr<List> ListOf(const Headers& headers) {
  List list;
  for (const auto& [name, value] : headers) {
    const std::string line = name + ": " + value;
    if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      return absl::InvalidArgumentError("a header with a line break");
    }
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) return absl::ResourceExhaustedError("no memory");
    list.release();
    list.reset(longer);
  }
  return list;
}

struct Exchange {
  const std::function<bool()>& stopped;
  std::string body;
  bool too_large = false;
};

std::size_t OnBody(char* data, std::size_t, std::size_t size, void* to) {
  Exchange& exchange = *static_cast<Exchange*>(to);
  exchange.too_large = size > kMaxBodyBytes - exchange.body.size();
  if (exchange.too_large) return 0;
  exchange.body.append(data, size);
  return size;
}

int OnProgress(void* of, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const Exchange& exchange = *static_cast<Exchange*>(of);
  return exchange.stopped() ? 1 : 0;
}

void SetLimits(CURL* handle, const Limits& limits) {
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect.count()));
  curl_easy_setopt(handle, CURLOPT_MAXFILESIZE, static_cast<long>(kMaxBodyBytes));
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  // A look-up of a name cannot be broken off: it is left to itself, and nobody waits for its thread.
  curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
}

void SetQuestion(CURL* handle, curl_slist* headers) {
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  curl_easy_setopt(handle, CURLOPT_USERAGENT, kUserAgent);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
}

void SetExchange(CURL* handle, Exchange& exchange) {
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &OnBody);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &OnProgress);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &exchange);
}

absl::Status Failure(CURLcode code, const Target& target, bool too_large) {
  const std::string why = absl::StrCat("asking ", target.host, ": ", curl_easy_strerror(code));
  if (too_large || code == CURLE_FILESIZE_EXCEEDED) {
    return absl::ResourceExhaustedError(absl::StrCat("asking ", target.host, ": the answer is too large"));
  }
  if (code == CURLE_ABORTED_BY_CALLBACK) return absl::CancelledError(why);
  return code == CURLE_OPERATION_TIMEDOUT ? absl::DeadlineExceededError(why) : absl::UnavailableError(why);
}

// One question and its answer. What was in the exchange before is replaced.
absl::StatusOr<Answer> AskOnce(CURL* handle, Exchange& exchange, const Target& target, Time deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
  // Zero would be no limit.
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(1, left.count())));
  curl_easy_setopt(handle, CURLOPT_URL, target.url.c_str());
  exchange.body.clear();
  const CURLcode code = curl_easy_perform(handle);
  if (code != CURLE_OK) return Failure(code, target, exchange.too_large);
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return Answer{static_cast<int>(status), std::move(exchange.body)};
}

// Where the answer just given sends us, or null.
const char* Location(CURL* handle) {
  char* location = nullptr;
  curl_easy_getinfo(handle, CURLINFO_REDIRECT_URL, &location);
  return location;
}

}  // namespace

// Redirects are followed by hand, since libcurl has one rule for all of a chain, and ours begins with the first https.
absl::StatusOr<Answer> Get(std::string_view url, const Headers& headers, const Limits& limits,
                           const std::function<bool()>& stopped) {
  const Time deadline = Clock::now() + limits.total;
  const Easy handle(Begun() ? curl_easy_init() : nullptr);
  if (handle == nullptr) return absl::UnavailableError("libcurl does not start");
  absl::StatusOr<Target> target = ReadTarget(url);
  const absl::StatusOr<List> list = ListOf(headers);
  if (!list.ok()) return list.status();
  Exchange exchange{stopped, {}};
  SetLimits(handle.get(), limits);
  SetQuestion(handle.get(), list->get());
  SetExchange(handle.get(), exchange);
  for (int redirects = 0; target.ok() && redirects <= kMaxRedirects; ++redirects) {
    absl::StatusOr<Answer> answer = AskOnce(handle.get(), exchange, *target, deadline);
    const char* location = Location(handle.get());
    if (!answer.ok() || !headers.empty() || location == nullptr) return answer;
    target = Redirected(*target, location);
  }
  return target.ok() ? absl::UnavailableError(absl::StrCat("asking ", target->host, ": too many redirects"))
                     : target.status();
}

}  // namespace postern::net
