// What may be shown of options to those who may see the settings.
#pragma once

#include <string>
#include <string_view>

#include "boost/json/value.hpp"
#include "config/options.h"

namespace postern::config {

// The text without the user names and passwords of the URLs in it. A URL is told by its "://", by "//" at the start of
// the text, or by a scheme such as https or postgres with its colon and any number of slashes; an e-mail address, and
// user@host without a scheme, stay as they are. Takes any text, what is no URL too.
std::string WithoutCredentials(std::string_view text);

// What the option is set to, as OptionRow::json gives it, without credentials in URLs. Of a secret option what it is
// where nobody sets it. What is secret inside of a struct is given where `secrets` says so.
boost::json::value ShownValue(const OptionRow& row, const Options& options, Secrets secrets = Secrets::kHidden);

// The default that holds where nobody says anything, computed ones too; "" for none.
std::string ShownDefault(const OptionRow& row, const Origins& origins);

}  // namespace postern::config
