// What rules find in options, and the families of rules that look. Each broken rule is a line that names the option as
// whoever set it wrote it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/options.h"
#include "config/rules.h"

namespace postern::config {

class Findings {
 public:
  // Both must outlive it.
  Findings(const Options& options, const Origins& origins) : options_(options), origins_(origins) {}
  Findings(const Findings&) = delete;
  Findings& operator=(const Findings&) = delete;

  const Options& options() const { return options_; }
  const Origins& origins() const { return origins_; }

  // The value of the option, or one item of its list, is wrong: it is repeated, unless it is secret. `cause` goes on
  // from there: "is ...".
  void Refuse(Origin Origins::*origin, std::string_view cause);
  void RefuseItem(Origin Origins::*origin, const std::string& item, std::string_view cause);
  // The same without repeating anything: the cause goes on from the option.
  void RefuseOption(Origin Origins::*origin, std::string_view cause);
  // The line without its "warning: ".
  void Warn(std::string_view what);

  // The option as it was set: its variable, its place in the file; else its flag, or its name where it has none.
  std::string Place(Origin Origins::*origin) const;

  // Everything that was found.
  Verdict Finish();

 private:
  const Options& options_;
  const Origins& origins_;
  std::vector<std::string> errors_;
  Verdict verdict_;
};

// The row of an origin.
const OptionRow& RowOf(Origin Origins::*origin);

// Addresses, proxies, relays, and what is told to clients about connections.
void CheckNetwork(Findings& findings);

// What TLS is to be like, and the files that it needs, which are opened. Nothing is looked at where it is off, but for
// the pair by which this deployment is a client itself.
void CheckTls(Findings& findings);

// Providers of logins, external services and language models, and keys.
void CheckSignIn(Findings& findings);

}  // namespace postern::config
