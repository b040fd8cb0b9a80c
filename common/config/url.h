// URLs as options take and show them. Read leniently, as Go's clients read theirs: nothing is added, a relative
// reference is fine, and a space in a path is repaired; Boost.URL is strict RFC 3986 and refuses such texts.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace postern::config {

struct Url {
  std::string scheme;     // Lower case. Empty: a relative reference.
  std::string opaque;     // What follows "mailto:", where no slash does; then host and path are empty.
  std::string user_info;  // name or name:password, encoded; shown to nobody.
  bool has_user_info = false;
  std::string host;          // With port and brackets; case as given.
  std::string path;          // Decoded.
  std::string raw_path;      // As written, where encoding `path` anew gives another text; else empty.
  std::string raw_query;     // Without the question mark, as written.
  std::string fragment;      // Decoded.
  std::string raw_fragment;  // As raw_path.
  bool force_query = false;  // A question mark with nothing behind it.
  bool omit_host = false;    // "file:/path": one slash.
};

// Takes a URL or a relative reference; the empty text is the empty URL. Errors: control characters, a space in the
// host, a bad escape, a port that is no number, an unclosed bracket, a colon in the first segment of a path without
// scheme (127.0.0.1:3000). Errors never repeat the text.
absl::StatusOr<Url> ParseUrl(std::string_view text);

// The text with its scheme in lower case and its path and fragment properly encoded.
std::string FormatUrl(const Url& url);

}  // namespace postern::config
