// Asking a provider of language models which ones it has.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "boost/json/array.hpp"
#include "boost/json/value.hpp"
#include "config/structs.h"
#include "net/get.h"
#include "service/app.h"
#include "service/shared_result.h"

namespace postern::deployment {

inline constexpr std::size_t kMaxModels = 10'000;

struct Question {
  std::string url;
  net::Headers headers;  // The provider's key is in them, and nowhere else.
};

// How the provider is asked for its list. The base URL counts for the type openai alone; without a key none is sent.
Question QuestionFor(const config::AiProvider& provider);

// The names in the first page of a list of that type, as strings; those of google keep their prefix models/.
// kInvalidArgument for what is no such list, and for more than kMaxModels.
absl::StatusOr<boost::json::array> ReadModels(std::string_view type, const boost::json::value& list);

// The provider's list as a result that processes share, asked for once an hour, or after five minutes where that
// failed. Its name changes with every setting of the provider, and shows none.
service::FetchedResult ModelList(const service::App& app, const config::AiProvider& provider);

}  // namespace postern::deployment
