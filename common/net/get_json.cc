#include "net/get_json.h"

#include "absl/strings/str_cat.h"
#include "boost/json/parse.hpp"

namespace postern::net {
namespace {

constexpr int kOk = 200;

}  // namespace

absl::StatusOr<boost::json::value> GetJson(std::string_view url, const Headers& headers, const Limits& limits,
                                           const std::function<bool()>& stopped) {
  const absl::StatusOr<Answer> answer = Get(url, headers, limits, stopped);
  if (!answer.ok()) return answer.status();
  if (answer->status != kOk) return absl::UnavailableError(absl::StrCat("the site answered ", answer->status));
  boost::system::error_code error;
  boost::json::value document = boost::json::parse(answer->body, error);
  if (error) return absl::InvalidArgumentError("the site answered what is no JSON");
  return document;
}

}  // namespace postern::net
