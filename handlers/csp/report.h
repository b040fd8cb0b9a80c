// What a browser says of the content security policy that it enforced.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "store/csp_reports.h"

namespace postern::csp {

// The kinds that a body tells of, in its order. It is the object that browsers have sent for long, {"csp-report": {}},
// whose key matches in any case and may be null or absent, or an array of the Reporting API, of which entries of other
// types than "csp-violation" are passed over; whatever it calls itself. Members of a violation that are no text count
// as absent. What the browser's own pages and extensions caused, and what names neither directive nor thing, is left
// out.
//
// Texts are printable ASCII: all else, < > and quotes are percent-encoded. They are cut to the table's lengths.
//
// The error is kInvalidArgument, with a text that may be shown: no JSON, another type than these.
absl::StatusOr<std::vector<store::CspKind>> ReadReports(std::string_view body);

}  // namespace postern::csp
