#include "handlers/deployment/model_list.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "auth/token.h"
#include "config/url.h"
#include "net/get_json.h"
#include "service/outbound.h"

namespace postern::deployment {
namespace {

constexpr std::chrono::hours kInterval(1);
constexpr std::chrono::minutes kRetry(5);

constexpr std::string_view kAnthropic = "anthropic";
constexpr std::string_view kGoogle = "google";
constexpr char kOpenAiUrl[] = "https://api.openai.com/v1";
constexpr char kAnthropicUrl[] = "https://api.anthropic.com/v1/models";
constexpr char kAnthropicVersion[] = "2023-06-01";
constexpr char kGoogleUrl[] = "https://generativelanguage.googleapis.com/v1beta/models";

void TrimSlashes(std::string& path) {
  while (path.ends_with('/')) path.pop_back();
}

// The list below the base; a query of the base stays behind it.
std::string ListBelow(const std::string& base) {
  absl::StatusOr<config::Url> url = config::ParseUrl(base);
  if (!url.ok()) return base;
  for (std::string* path : {&url->path, &url->raw_path}) {
    if (path == &url->raw_path && path->empty()) continue;
    TrimSlashes(*path);
    *path += "/models";
  }
  return config::FormatUrl(*url);
}

absl::Status NoList() {
  return absl::InvalidArgumentError("the provider's list of models cannot be read");
}

absl::StatusOr<boost::json::value> AskProvider(const config::AiProvider& provider, const net::Limits& limits,
                                               const service::Stopped& stopped) {
  const Question question = QuestionFor(provider);
  const absl::StatusOr<boost::json::value> list = net::GetJson(question.url, question.headers, limits, stopped);
  if (!list.ok()) return list.status();
  absl::StatusOr<boost::json::array> names = ReadModels(provider.type, *list);
  if (!names.ok()) return names.status();
  return boost::json::value(*std::move(names));
}

// Each part with its length before it: no two providers have the same text.
std::string HashOf(const config::AiProvider& provider) {
  std::string text;
  for (const std::string& part : {provider.type, provider.base_url, provider.api_key}) {
    absl::StrAppend(&text, part.size(), ":", part);
  }
  return absl::BytesToHexString(auth::HashSecret(text));
}

}  // namespace

Question QuestionFor(const config::AiProvider& provider) {
  const std::string& key = provider.api_key;
  if (provider.type == kGoogle) return {kGoogleUrl, {{"x-goog-api-key", key}}};
  if (provider.type == kAnthropic) {
    return {kAnthropicUrl, {{"x-api-key", key}, {"anthropic-version", kAnthropicVersion}}};
  }
  Question question = {ListBelow(provider.base_url.empty() ? kOpenAiUrl : provider.base_url), {}};
  if (!key.empty()) question.headers = {{"Authorization", "Bearer " + key}};
  return question;
}

absl::StatusOr<boost::json::array> ReadModels(std::string_view type, const boost::json::value& list) {
  const bool google = type == kGoogle;
  const boost::json::object* object = list.if_object();
  const boost::json::value* models = object != nullptr ? object->if_contains(google ? "models" : "data") : nullptr;
  if (models == nullptr || !models->is_array() || models->get_array().size() > kMaxModels) return NoList();
  boost::json::array names;
  for (const boost::json::value& model : models->get_array()) {
    const boost::json::value* name =
        model.is_object() ? model.get_object().if_contains(google ? "name" : "id") : nullptr;
    if (name == nullptr || !name->is_string()) return NoList();
    if (name->get_string().find('\0') != boost::json::string::npos) return NoList();
    names.push_back(*name);
  }
  return names;
}

service::FetchedResult ModelList(const service::App& app, const config::AiProvider& provider) {
  const net::Limits limits = service::LimitsFrom(app.options);
  return {
      .name = absl::StrCat("llms:", provider.type, ":", HashOf(provider)),
      .interval = kInterval,
      .retry = kRetry,
      .lapse = service::LapseFrom(app.options),
      .fetch = [provider, limits](const service::Stopped& stopped) { return AskProvider(provider, limits, stopped); }};
}

}  // namespace postern::deployment
