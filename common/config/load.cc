#include "config/load.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "absl/flags/commandlineflag.h"
#include "absl/flags/reflection.h"
#include "absl/status/status.h"
#include "absl/strings/str_join.h"
#include "config/arguments.h"
#include "config/defaults.h"
#include "config/environment.h"
#include "config/families.h"
#include "config/refusal.h"
#include "config/rules.h"
#include "config/secret_files.h"
#include "config/startup.h"
#include "config/yaml.h"

namespace postern::config {
namespace {

// How the option that replaced one is called where the older one was found.
std::string NewSpelling(const OptionRow& row, Source source) {
  if (source == Source::kFlag) return "--" + row.flag;
  return source == Source::kEnv ? std::string(row.env) : row.yaml_path;
}

std::string Deprecation(const OptionRow& row, const Origin& origin) {
  std::string instead;
  for (const std::string_view name : row.extras.use_instead) {
    if (name.empty()) continue;
    instead += (instead.empty() ? "" : " and ") + NewSpelling(*FindByName(name), origin.source);
  }
  return "warning: " + origin.place + " is deprecated: use " + instead + " instead";
}

class Loader {
 public:
  explicit Loader(Loaded& loaded) : loaded_(loaded) {}

  void Apply(const Reading& reading, Source source) {
    errors_.insert(errors_.end(), reading.errors.begin(), reading.errors.end());
    for (const GivenText& given : reading.given) {
      const absl::Status status = Set(given, source);
      Origin& origin = loaded_.origins.*given.row->origin;
      origin = {source, given.place, given.text, {}};
      if (!status.ok()) errors_.push_back(Refusal(*given.row, given.place, given.text, Message(status)));
    }
  }

  // Twins have one value between them: where either was given, neither's default is taken.
  void ApplyDefaults() {
    for (const OptionRow& row : Table()) {
      Origin& origin = loaded_.origins.*row.origin;
      origin.default_text = DefaultText(row, loaded_.options, loaded_.sources.environment);
      if (Given(row) || origin.default_text.empty()) continue;
      origin.source = Source::kDefault;
      const absl::Status status = row.set(loaded_.options, origin.default_text);
      if (!status.ok())
        errors_.push_back(Refusal(row, "default of --" + row.flag, origin.default_text, Message(status)));
    }
  }

  void ApplyFamilies() {
    const Sources& sources = loaded_.sources;
    const std::vector<std::string> errors = ReadFamilies(sources.environment, loaded_.options, sources.secret_files);
    errors_.insert(errors_.end(), errors.begin(), errors.end());
  }

  void ApplyTold() {
    for (const Told& told : loaded_.sources.told) {
      const OptionRow* row = FindByName(told.name);
      if (row == nullptr || !row->set(loaded_.options, told.text).ok()) continue;  // We wrote it ourselves.
      Origin& origin = loaded_.origins.*row->origin;
      origin.source = told.source;
      origin.text = told.text;
    }
  }

  // Before twins share their sources: whoever used the new spelling is not to hear of the old one.
  void WarnOfOldSpellings() {
    for (const OptionRow* row : TableByName()) {
      const Origin& origin = loaded_.origins.*row->origin;
      if (origin.IsExplicit() && !row->extras.use_instead.front().empty()) {
        loaded_.warnings.push_back(Deprecation(*row, origin));
      }
    }
  }

  // Both have the more binding source of the two.
  void ShareSources() {
    for (const OptionRow& row : Table()) {
      for (const OptionRow& other : Table()) {
        if (&row == &other || row.member != other.member) continue;
        Origin& mine = loaded_.origins.*row.origin;
        mine.source = std::max(mine.source, (loaded_.origins.*other.origin).source);
      }
    }
  }

  void ApplyRules() {
    if (!errors_.empty()) return;  // What could not be read would break rules that it does not break.
    ChangeAtStart(loaded_.options, loaded_.origins, loaded_.sources.environment);
    Verdict verdict = Check(loaded_.options, loaded_.origins);
    loaded_.warnings.insert(loaded_.warnings.end(), verdict.warnings.begin(), verdict.warnings.end());
    if (!verdict.status.ok()) errors_.emplace_back(verdict.status.message());
  }

  absl::Status status() const {
    return errors_.empty() ? absl::OkStatus() : absl::InvalidArgumentError(absl::StrJoin(errors_, "\n"));
  }

 private:
  static std::string Message(const absl::Status& status) { return std::string(status.message()); }

  bool Given(const OptionRow& row) const {
    return std::any_of(Table().begin(), Table().end(), [&](const OptionRow& other) {
      return other.member == row.member && (loaded_.origins.*other.origin).IsExplicit();
    });
  }

  absl::Status Set(const GivenText& given, Source source) {
    if (source == Source::kFlag) return SetByFlag(given);
    if (given.node) return given.row->set_from_yaml(loaded_.options, *given.node);
    return given.row->set(loaded_.options, given.text);
  }

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

// The file is read once, and whoever gets our sources gets its text.
void ApplyFile(Loaded& loaded, Loader& loader) {
  const std::string& path = loaded.options.config_path;
  if (path.empty()) return;
  if (!loaded.sources.file || loaded.sources.file->path != path) {
    absl::StatusOr<std::string> text = ReadYamlFile(path);
    if (!text.ok()) return loader.Apply({{}, {std::string(text.status().message())}}, Source::kYaml);
    loaded.sources.file = {path, *std::move(text)};
  }
  loader.Apply(ReadYaml(path, loaded.sources.file->text, loaded.origins), Source::kYaml);
}

absl::StatusOr<Loaded> LoadFrom(Sources sources, std::size_t words_allowed) {
  Loaded loaded;
  loaded.sources = std::move(sources);
  Arguments arguments = ReadArguments(loaded.sources.arguments, words_allowed);
  loaded.help = arguments.help;
  loaded.words = std::move(arguments.words);
  Loader loader(loaded);
  if (!loaded.help) {
    loader.Apply({{}, ReadSecretFiles(loaded.sources)}, Source::kEnv);
    loader.Apply(ReadEnvironment(loaded.sources.environment, loaded.sources.secret_files), Source::kEnv);
    loader.Apply(arguments.flags, Source::kFlag);
    if (!loaded.options.write_config) loader.Apply({{}, arguments.unexpected}, Source::kFlag);
    ApplyFile(loaded, loader);
  }
  loader.ApplyDefaults();
  if (!loaded.options.write_config && !loaded.help) {
    loader.WarnOfOldSpellings();
    loader.ApplyFamilies();
  }
  loader.ShareSources();
  loader.ApplyTold();
  if (!loaded.options.write_config) loader.ApplyRules();
  if (absl::Status status = loader.status(); !status.ok()) return status;
  return loaded;
}

// The words are for whoever handed them down, and the warnings were shown there.
absl::StatusOr<Loaded> LoadHandedDown(const std::string& path) {
  absl::StatusOr<Sources> sources = ReadSources(path);
  if (!sources.ok()) return sources.status();
  const std::size_t words = sources->arguments.size();
  absl::StatusOr<Loaded> loaded = LoadFrom(*std::move(sources), words);
  if (!loaded.ok()) return loaded;
  loaded->words.clear();
  loaded->warnings.clear();
  return loaded;
}

}  // namespace

absl::StatusOr<Loaded> Load(std::span<char* const> argv, const char* const* environment, std::size_t words_allowed) {
  Sources sources;
  for (const char* argument : argv.subspan(std::min<std::size_t>(1, argv.size())))
    sources.arguments.emplace_back(argument);
  const std::string prefix = std::string(kHandedDown) + "=";
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    std::string variable = *environment;
    if (variable.starts_with(prefix)) return LoadHandedDown(variable.substr(prefix.size()));
    sources.environment.push_back(std::move(variable));
  }
  return LoadFrom(std::move(sources), words_allowed);
}

}  // namespace postern::config
