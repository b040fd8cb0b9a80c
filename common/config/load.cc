#include "config/load.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/flags/commandlineflag.h"
#include "absl/flags/reflection.h"
#include "absl/status/status.h"
#include "absl/strings/str_join.h"
#include "config/arguments.h"
#include "config/environment.h"
#include "config/refusal.h"
#include "config/rules.h"
#include "config/yaml.h"

namespace postern::config {
namespace {

class Loader {
 public:
  explicit Loader(Loaded& loaded) : loaded_(loaded) {}

  void Apply(const Reading& reading, Source source) {
    errors_.insert(errors_.end(), reading.errors.begin(), reading.errors.end());
    for (const GivenText& given : reading.given) {
      const absl::Status status =
          source == Source::kFlag ? SetByFlag(given) : given.row->set(loaded_.options, given.text);
      loaded_.origins.*given.row->origin = {source, given.place, given.text};
      if (!status.ok()) errors_.push_back(Refusal(*given.row, given.place, given.text, Message(status)));
    }
  }

  void ApplyDefaults() {
    for (const OptionRow& row : Table()) {
      Origin& origin = loaded_.origins.*row.origin;
      if (origin.IsExplicit() || row.default_text.empty()) continue;
      origin.source = Source::kDefault;
      const absl::Status status = row.set(loaded_.options, row.default_text);
      if (!status.ok()) errors_.push_back(Refusal(row, "default of --" + row.flag, row.default_text, Message(status)));
    }
  }

  void ApplyRules() {
    if (!errors_.empty()) return;  // What could not be read would break rules that it does not break.
    Verdict verdict = Check(loaded_.options, loaded_.origins);
    loaded_.warnings = std::move(verdict.warnings);
    if (!verdict.status.ok()) errors_.emplace_back(verdict.status.message());
  }

  absl::Status status() const {
    return errors_.empty() ? absl::OkStatus() : absl::InvalidArgumentError(absl::StrJoin(errors_, "\n"));
  }

 private:
  static std::string Message(const absl::Status& status) { return std::string(status.message()); }

  // Abseil's own message would repeat the text, secret or not; so the cause is asked for again.
  absl::Status SetByFlag(const GivenText& given) {
    const OptionRow& row = *given.row;
    absl::CommandLineFlag* flag =
        absl::FindCommandLineFlag(absl::string_view(row.flag_variable.data(), row.flag_variable.size()));
    if (flag == nullptr) return absl::InternalError("belongs to a flag that is not registered");
    std::string error;
    if (!flag->ParseFrom(given.text, &error)) return row.set(loaded_.options, given.text);
    row.take_flag(loaded_.options);
    return absl::OkStatus();
  }

  Loaded& loaded_;
  std::vector<std::string> errors_;
};

}  // namespace

absl::StatusOr<Loaded> Load(std::span<char* const> argv, const char* const* environment, std::size_t words_allowed) {
  Loaded loaded;
  Arguments arguments = ReadArguments(argv, words_allowed);
  loaded.help = arguments.help;
  loaded.words = std::move(arguments.words);
  Loader loader(loaded);
  if (!loaded.help) {
    loader.Apply(ReadEnvironment(environment), Source::kEnv);
    loader.Apply(arguments.flags, Source::kFlag);
    const std::string& path = loaded.options.config_path;
    if (!path.empty()) loader.Apply(ReadYamlFile(path, loaded.origins), Source::kYaml);
  }
  loader.ApplyDefaults();
  loader.ApplyRules();
  if (absl::Status status = loader.status(); !status.ok()) return status;
  return loaded;
}

std::vector<std::string> EnvironmentFor(const Loaded& loaded) {
  std::vector<std::string> variables;
  for (const OptionRow& row : Table()) {
    if (row.env.empty() || !(loaded.origins.*row.origin).IsExplicit()) continue;
    const std::string text = row.text(loaded.options);
    if (!text.empty()) variables.push_back(std::string(row.env) + "=" + text);
  }
  return variables;
}

}  // namespace postern::config
