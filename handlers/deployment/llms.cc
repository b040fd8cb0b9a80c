#include "handlers/deployment/llms.h"

#include <algorithm>
#include <map>
#include <optional>

#include "boost/json/array.hpp"
#include "handlers/deployment/model_list.h"

namespace postern::deployment {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kPatience(1000);

using ProviderByModel = std::map<std::string, std::string>;

milliseconds Left(Clock::time_point deadline) {
  return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(deadline - Clock::now()));
}

// Adds what the provider is known to have.
absl::Status AddAsked(service::App& app, const config::AiProvider& provider, Clock::time_point deadline,
                      ProviderByModel& models) {
  const absl::StatusOr<std::optional<store::SharedResult>> list =
      service::Ask(app, ModelList(app, provider), Left(deadline));
  if (!list.ok() || !*list || !(*list)->value.is_array()) return list.status();
  for (const boost::json::value& name : (*list)->value.get_array()) {
    if (name.is_string()) models[std::string(name.get_string())] = provider.type;
  }
  return absl::OkStatus();
}

}  // namespace

http::Response GetLanguageModels(const service::Context& context) {
  const Clock::time_point deadline = Clock::now() + kPatience;
  ProviderByModel models;
  for (const config::AiProvider& provider : context.app().options.ai) {
    if (provider.models) {
      for (const std::string& name : *provider.models) models[name] = provider.type;
    } else {
      const absl::Status added = AddAsked(context.app(), provider, deadline, models);
      if (!added.ok()) return http::FromStatus(added);
    }
  }
  boost::json::array list;
  for (const auto& [name, provider] : models) {
    list.push_back({{"id", name}, {"display_name", name}, {"provider", provider}});
  }
  return http::Json(http::kOk, {{"models", std::move(list)}});
}

}  // namespace postern::deployment
