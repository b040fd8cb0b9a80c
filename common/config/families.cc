#include "config/families.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "config/environment.h"
#include "config/kinds.h"
#include "config/secret_files.h"

namespace postern::config {
namespace {

using Texts = std::vector<std::string>;

// A part of a record: the end of its variable's name, and where it is kept.
template <typename Record>
struct Field {
  std::string_view name;
  std::variant<std::string Record::*, bool Record::*, std::optional<Texts> Record::*> member;
};

using Provider = ExternalAuthProvider;
constexpr std::array kProviderFields = {
    Field<Provider>{"ID", &Provider::id},
    Field<Provider>{"TYPE", &Provider::type},
    Field<Provider>{"CLIENT_ID", &Provider::client_id},
    Field<Provider>{"CLIENT_SECRET", &Provider::client_secret},
    Field<Provider>{"AUTH_URL", &Provider::auth_url},
    Field<Provider>{"TOKEN_URL", &Provider::token_url},
    Field<Provider>{"VALIDATE_URL", &Provider::validate_url},
    Field<Provider>{"REGEX", &Provider::regex},
    Field<Provider>{"DEVICE_FLOW", &Provider::device_flow},
    Field<Provider>{"DEVICE_CODE_URL", &Provider::device_code_url},
    Field<Provider>{"NO_REFRESH", &Provider::no_refresh},
    Field<Provider>{"SCOPES", &Provider::scopes},
    Field<Provider>{"EXTRA_TOKEN_KEYS", &Provider::extra_token_keys},
    Field<Provider>{"APP_INSTALL_URL", &Provider::app_install_url},
    Field<Provider>{"APP_INSTALLATIONS_URL", &Provider::app_installations_url},
    Field<Provider>{"DISPLAY_NAME", &Provider::display_name},
    Field<Provider>{"DISPLAY_ICON", &Provider::display_icon},
};
constexpr std::array kAiFields = {
    Field<AiProvider>{"TYPE", &AiProvider::type},
    Field<AiProvider>{"API_KEY", &AiProvider::api_key},
    Field<AiProvider>{"BASE_URL", &AiProvider::base_url},
    Field<AiProvider>{"MODELS", &AiProvider::models},
};

// The newer family first.
constexpr std::array<std::string_view, 2> kProviderPrefixes = {"CODER_EXTERNAL_AUTH_", "CODER_GITAUTH_"};
constexpr std::string_view kAiPrefix = "CODER_AI_PROVIDER_";

// What stands between the items of a list.
constexpr char kBetweenScopes = ' ';
constexpr char kBetweenModels = ',';

// Cuts the number and the underscore behind it off; nothing where either is missing.
std::optional<std::size_t> TakeIndex(std::string_view& name) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  name.remove_prefix(static_cast<std::size_t>(end - name.data()));
  if (error != std::errc() || !name.starts_with('_')) return std::nullopt;
  name.remove_prefix(1);
  return index;
}

// The numbered variables of one family as records, in the order of their numbers.
template <typename Record, std::size_t kCount>
class Family {
 public:
  Family(std::string_view prefix, const std::array<Field<Record>, kCount>& fields, char between, Texts& errors)
      : prefix_(prefix), fields_(fields), between_(between), errors_(errors) {}

  std::vector<Record> Read(const Variables& variables) {
    for (auto it = variables.lower_bound(prefix_); it != variables.end() && it->first.starts_with(prefix_); ++it) {
      ReadOne(it->first, it->second);
    }
    return InOrder();
  }

 private:
  struct Numbered {
    Record record;
    std::string variable;  // One of them, to be named.
  };

  void ReadOne(const std::string& variable, std::string_view text) {
    std::string_view name = std::string_view(variable).substr(prefix_.size());
    const std::optional<std::size_t> index = TakeIndex(name);
    if (!index) return Refuse(variable, absl::StrCat(std::string(prefix_), " must be followed by a number and _"));
    Numbered& numbered = records_[*index];
    numbered.variable = variable;
    for (const Field<Record>& field : fields_) {
      if (field.name == name) {
        std::visit([&](auto member) { Set(variable, text, numbered.record.*member); }, field.member);
      }
    }
  }

  void Set(const std::string&, std::string_view text, std::string& to) { to = text; }

  void Set(const std::string& variable, std::string_view text, bool& to) {
    const absl::StatusOr<bool> value = Bool::Parse(text);
    if (!value.ok() || text.empty()) return Refuse(variable, "its value is neither true nor false");
    to = *value;
  }

  void Set(const std::string&, std::string_view text, std::optional<Texts>& to) {
    to = absl::StrSplit(absl::string_view(text.data(), text.size()), between_);
  }

  std::vector<Record> InOrder() {
    std::vector<Record> records;
    for (auto& [index, numbered] : records_) {
      if (index != records.size()) {
        Refuse(numbered.variable, absl::StrCat("numbers go from 0 without a gap, and nothing begins with ",
                                               std::string(prefix_), records.size(), "_"));
        return {};
      }
      records.push_back(std::move(numbered.record));
    }
    return records;
  }

  void Refuse(const std::string& variable, std::string_view why) {
    errors_.push_back(variable + ": " + std::string(why));
  }

  std::string_view prefix_;
  const std::array<Field<Record>, kCount>& fields_;
  char between_;
  Texts& errors_;
  std::map<std::size_t, Numbered> records_;
};

template <typename Record>
void Append(std::vector<Record> more, std::vector<Record>& to) {
  for (Record& record : more) to.push_back(std::move(record));
}

// Such a key stands for a provider, even an empty one. These names are known elsewhere too: case counts.
void AppendByKey(const std::vector<std::string>& environment, std::vector<AiProvider>& to) {
  for (const char* type : {"anthropic", "google", "openai"}) {
    const std::string start = absl::AsciiStrToUpper(type) + "_API_KEY=";
    std::optional<std::string> key;
    for (const std::string& variable : environment) {
      if (variable.starts_with(start)) key = variable.substr(start.size());
    }
    if (!key) continue;
    AiProvider& provider = to.emplace_back();
    provider.type = type;
    provider.api_key = *std::move(key);
  }
}

}  // namespace

std::vector<std::string> ReadFamilies(const std::vector<std::string>& environment, Options& options,
                                      const std::vector<Sources::SecretFile>& secret_files) {
  std::vector<std::string> errors;
  Variables variables = ReadVariables(environment);
  AddSecretFiles(secret_files, variables);
  std::vector<Provider> providers;
  for (const std::string_view prefix : kProviderPrefixes) {
    Append(Family(prefix, kProviderFields, kBetweenScopes, errors).Read(variables), providers);
  }
  if (!providers.empty() && !options.external_auth) options.external_auth.emplace();
  if (!providers.empty()) Append(std::move(providers), *options.external_auth);
  Append(Family(kAiPrefix, kAiFields, kBetweenModels, errors).Read(variables), options.ai);
  AppendByKey(environment, options.ai);
  return errors;
}

bool IsSecretOfFamily(std::string_view variable) {
  const auto ends_in = [variable](std::string_view prefix, bool (*is_secret)(std::string_view)) {
    if (!variable.starts_with(prefix)) return false;
    std::string_view name = variable.substr(prefix.size());
    return TakeIndex(name) && is_secret(absl::AsciiStrToLower(absl::string_view(name.data(), name.size())));
  };
  return ends_in(kAiPrefix, &Ai::IsSecret) ||
         std::any_of(kProviderPrefixes.begin(), kProviderPrefixes.end(),
                     [&](std::string_view prefix) { return ends_in(prefix, &ExternalAuth::IsSecret); });
}

}  // namespace postern::config
