// The options of this deployment: their values, where each came from, and the table that describes them.
// All of it is made of the rows of options.inc.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "boost/json/value.hpp"
#include "config/groups.h"
#include "config/kinds.h"
#include "config/programs.h"
#include "config/structs.h"

namespace postern::config {

// The values. A plain Options{} is all zero; Defaults() has the shipped values.
struct Options {
#define POSTERN_OPTION(member, kind, ...) kind::Value member{};
#define POSTERN_FLAGLESS POSTERN_OPTION
#include "config/options.inc"
};

// Where a value came from, from the least to the most binding.
enum class Source { kNone, kDefault, kYaml, kEnv, kFlag };

// "default", "yaml", "env", "flag"; "" for none.
std::string_view SourceName(Source source);

struct Origin {
  Source source = Source::kNone;
  std::string place;         // --flag, VARIABLE or file:line: key; empty for kNone and kDefault.
  std::string text;          // As given, the last time it was. Secret where the option is.
  std::string default_text;  // What holds where nobody says anything; "" for nothing.

  // Somebody chose the value, be it equal to the default.
  bool IsExplicit() const { return source > Source::kDefault; }
};

// One for each row: twins, which share a value, have two.
struct Origins {
#define POSTERN_OPTION(member, ...) Origin member;
#define POSTERN_FLAGLESS POSTERN_OPTION
#define POSTERN_TWIN POSTERN_OPTION
#include "config/options.inc"
};

struct OptionRow {
  std::string_view name;
  std::string_view member;         // Of Options. Two rows with the same are twins.
  std::string_view flag_variable;  // The flag's name with underscores, as Abseil registers it. Empty: no flag.
  std::string flag;                // With hyphens: the documented form.
  std::string_view env;            // Empty: no variable.
  const Group* group = nullptr;
  std::string yaml_path;       // Dotted; empty: not settable from YAML.
  std::string_view json_path;  // Below `config`, dotted, as clients built with codersdk know it; empty: not there.
  Visibility visibility = kSecret;
  std::string_view default_text;  // Of the table; a computed one is in Origin.
  std::string_view help;
  Type type = Type::kString;
  Choices choices;  // Of an enum.
  struct Extras {
    char shorthand = 0;
    bool hidden = false;
    bool for_proxies = false;  // Programs that stand in for the server elsewhere need it too.
    bool enterprise = false;
    bool omit_zero = false;  // For clients built with codersdk `config` has no key where the value is zero.
    std::array<std::string_view, 2> use_instead = {};  // The names of the options that replaced it.
    Programs concerns = 0;                             // Who acts on it; all others know it to show it.
    bool local = false;  // About one process: programs of one deployment may differ in it.
  } extras;

  Origin Origins::*origin = nullptr;
  // Sets the member from text; an error says what is wrong and leaves the member alone. Lists and maps are replaced.
  absl::Status (*set)(Options& options, std::string_view text) = nullptr;
  // The same from a value of the YAML file, which has rules of its own.
  absl::Status (*set_from_yaml)(Options& options, const YamlNode& node) = nullptr;
  // Adds text to what the member has: a list grows, a map is merged, and either is emptied by the empty text; all else
  // is set. Flags go through Abseil (`take_flag` after CommandLineFlag::ParseFrom).
  void (*take_flag)(Options& options) = nullptr;
  // The member as clients built with codersdk know it below `config`: durations in nanoseconds, a list that was never
  // set as null. A secret one too; what is secret inside of structs only where it is asked for.
  boost::json::value (*json)(const Options& options, Secrets secrets) = nullptr;
  // The member as the text that `set` takes back. Secrets too.
  std::string (*text)(const Options& options) = nullptr;

  bool is_secret() const { return visibility != kPublic; }
};

// Every option, in the order of options.inc.
const std::vector<OptionRow>& Table();

// The same in the order of the deployment document: by name, ours last. Sources that name several options at once take
// effect in this order.
const std::vector<const OptionRow*>& TableByName();

// The row of a name, or null.
const OptionRow* FindByName(std::string_view name);

// The names of the annotations that are "true" for the option, sorted.
std::vector<std::string_view> Annotations(const OptionRow& row);

// Options with every default of the table.
Options Defaults();

}  // namespace postern::config
