// The newest release: what is known of it, and asking the site that knows.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "boost/json/value.hpp"
#include "json/time.h"
#include "service/app.h"
#include "service/shared_result.h"

namespace postern::updatecheck {

inline constexpr std::size_t kMaxVersionBytes = 256;
inline constexpr std::size_t kMaxUrlBytes = 2048;

struct Release {
  std::string version;
  std::string url;  // Where people read about it; may be empty.
};

// What is stored of the last check.
struct Check {
  Release release;
  json::Time checked = json::kZeroTime;
};

// Reads what is stored. What is missing is empty, or was checked never; kInvalidArgument for what is no JSON object,
// has members of other types, or a time that is none.
absl::StatusOr<Check> ReadCheck(std::string_view stored);

// The page of a release that was stored, as clients may be told of it: without a name and a password. Empty where
// following it would be something else than a visit: javascript:, data: and every scheme but http and https.
std::string ShownUrl(std::string_view stored);

// Reads what a site tells of one release: "tag_name", and "html_url" if it is there. kInvalidArgument where the name
// is no version (semver.h), the page no http or https URL with a host, or either has another type, or more bytes than
// the bounds above.
absl::StatusOr<Release> ReadRelease(const boost::json::value& told);

// The question at --update-check-url, as a result that processes share. The answer is written to where Coder keeps it,
// and the age of that decides whether to ask; the row of the shared result only keeps others from asking meanwhile. So
// it is due again after a minute, or after an hour where asking failed. Another URL is asked at once.
service::FetchedResult AskedRelease(service::App& app);

}  // namespace postern::updatecheck
