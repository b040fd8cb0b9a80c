// The options of this deployment: their values, where each came from, and the table that describes them.
// All of it is made of the rows of options.inc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "config/groups.h"
#include "config/kinds.h"

namespace postern::config {

// The values. A plain Options{} is all zero; Defaults() has the shipped values.
struct Options {
#define POSTERN_OPTION(member, kind, ...) kind::Value member{};
#include "config/options.inc"
#undef POSTERN_OPTION
};

// Where a value came from, from the least to the most binding.
enum class Source { kNone, kDefault, kYaml, kEnv, kFlag };

// "default", "yaml", "env", "flag"; "" for none.
std::string_view SourceName(Source source);

struct Origin {
  Source source = Source::kNone;
  std::string place;  // --flag, VARIABLE or file:line: key; empty for kNone and kDefault.
  std::string text;   // As given, the last time it was. Secret where the option is.

  // Somebody chose the value, be it equal to the default.
  bool IsExplicit() const { return source > Source::kDefault; }
};

struct Origins {
#define POSTERN_OPTION(member, ...) Origin member;
#include "config/options.inc"
#undef POSTERN_OPTION
};

struct OptionRow {
  std::string_view name;
  std::string_view flag_variable;  // The flag's name with underscores, as Abseil registers it.
  std::string flag;                // With hyphens: the documented form.
  std::string_view env;
  const Group* group = nullptr;
  std::string yaml_path;  // Dotted; empty: not settable from YAML.
  std::string_view default_text;
  std::string_view help;
  Type type = Type::kString;
  Choices choices;  // Of an enum.
  struct Extras {
    char shorthand = 0;
    bool hidden = false;
    bool secret = false;
    bool for_proxies = false;  // Programs that stand in for the server elsewhere need it too.
    bool enterprise = false;
  } extras;

  Origin Origins::*origin = nullptr;
  // Sets the member from text; an error says what is wrong and leaves the member alone.
  absl::Status (*set)(Options& options, std::string_view text) = nullptr;
  // Sets the member from what Abseil's flag was given last. An array grows by it, or is emptied by the empty text.
  void (*take_flag)(Options& options) = nullptr;
  // The member as the text that `set` takes back. Secrets too.
  std::string (*text)(const Options& options) = nullptr;
};

// Every option, in the order of options.inc.
const std::vector<OptionRow>& Table();

// The names of the annotations that are "true" for the option, sorted.
std::vector<std::string_view> Annotations(const OptionRow& row);

// Options with every default of the table.
Options Defaults();

}  // namespace postern::config
