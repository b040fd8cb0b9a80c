// Text on its way into and out of JSON: valid UTF-8 always, as Go's encoder and decoder make it.
#pragma once

#include <string>
#include <string_view>

namespace postern::json {

// True if `text` is well-formed UTF-8 (no surrogates, no overlong forms).
bool IsValidUtf8(std::string_view text);

// True if PostgreSQL can take `text`: UTF-8 without NUL. What is not can name nothing that is stored.
bool IsStorable(std::string_view text);

// `text` with every byte that is not part of well-formed UTF-8 replaced by U+FFFD, as Go does.
std::string RepairUtf8(std::string_view text);

// `text` as PostgreSQL can take it: as RepairUtf8, and NUL replaced likewise.
std::string RepairStorable(std::string_view text);

// A JSON document with invalid UTF-8 and lone surrogate escapes (\ud800) replaced by U+FFFD, so that a strict parser
// reads what Go's would. Returns `document` itself, without a copy, where nothing is to be replaced; else a view of
// `storage`.
std::string_view RepairDocument(std::string_view document, std::string& storage);

}  // namespace postern::json
