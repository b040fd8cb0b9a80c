#include "json/decode.h"

#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "boost/json/value.hpp"
#include "json/parse.h"

namespace postern::json {
namespace {

absl::string_view ToAbsl(std::string_view text) {
  return {text.data(), text.size()};
}

absl::Status WrongType(std::string_view key, const boost::json::value& value, std::string_view wanted) {
  return absl::InvalidArgumentError(absl::StrCat("\"", ToAbsl(key), "\" must be ", ToAbsl(wanted), ", not ",
                                                 ToAbsl(boost::json::to_string(value.kind()))));
}

absl::Status Assign(std::string_view key, const boost::json::value& value, std::string* target) {
  if (!value.is_string()) return WrongType(key, value, "a string");
  const std::string_view text = value.get_string();
  if (text.find('\0') != std::string_view::npos) {
    return absl::InvalidArgumentError(absl::StrCat("\"", ToAbsl(key), "\" must not contain a NUL character"));
  }
  target->assign(text);
  return absl::OkStatus();
}

absl::Status Assign(std::string_view key, const boost::json::value& value, std::int64_t* target) {
  if (!value.is_int64()) return WrongType(key, value, "a whole number of 64 bits");
  *target = value.get_int64();
  return absl::OkStatus();
}

absl::Status Assign(std::string_view key, const boost::json::value& value, bool* target) {
  if (!value.is_bool()) return WrongType(key, value, "true or false");
  *target = value.get_bool();
  return absl::OkStatus();
}

absl::Status Assign(std::string_view key, const boost::json::value& value, Uuid* target) {
  std::string text;
  if (absl::Status status = Assign(key, value, &text); !status.ok()) return status;
  std::optional<std::string> uuid = ParseUuid(text);
  if (!uuid) return absl::InvalidArgumentError(absl::StrCat("\"", ToAbsl(key), "\" must be a UUID"));
  target->text = *std::move(uuid);
  return absl::OkStatus();
}

absl::Status Assign(std::string_view key, const boost::json::value& value, std::optional<Uuid>* target) {
  return Assign(key, value, &target->emplace());
}

template <typename Item>
absl::Status Assign(std::string_view key, const boost::json::value& value, std::vector<Item>* target) {
  if (!value.is_array()) return WrongType(key, value, "an array");
  target->clear();
  for (const boost::json::value& element : value.get_array()) {
    Item& item = target->emplace_back();
    if (element.is_null()) continue;
    if (absl::Status status = Assign(key, element, &item); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status AssignFields(std::string_view key, const boost::json::value& value, Fields fields);

absl::Status Assign(std::string_view key, const boost::json::value& value, const Fields& target) {
  return AssignFields(key, value, target);
}

absl::Status Assign(std::string_view key, const boost::json::value& value, const Entries& target) {
  if (!value.is_object()) return WrongType(key, value, "an object");
  for (const auto& [name, item] : value.get_object()) {
    const std::string_view entry(name.data(), name.size());
    const auto read = [&](Fields fields) { return AssignFields(entry, item, fields); };
    if (absl::Status status = target.entry(entry, read); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status AssignFields(std::string_view key, const boost::json::value& value, Fields fields) {
  if (value.is_null()) return absl::OkStatus();
  if (!value.is_object()) return WrongType(key, value, "an object");
  for (const auto& [name, item] : value.get_object()) {
    for (const Field& field : fields) {
      if (item.is_null() || !absl::EqualsIgnoreCase(ToAbsl(field.key), {name.data(), name.size()})) continue;
      absl::Status status =
          std::visit([&](const auto& target) { return Assign(field.key, item, target); }, field.target);
      if (!status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Decode(std::string_view body, Fields fields) {
  return ParseFirst(body, [&](const boost::json::value& value) { return AssignFields("the body", value, fields); });
}

std::optional<std::string> ParseUuid(std::string_view text) {
  constexpr std::string_view kUrn = "urn:uuid:";
  if (text.size() == 45 && absl::EqualsIgnoreCase(ToAbsl(text.substr(0, kUrn.size())), ToAbsl(kUrn))) {
    text.remove_prefix(kUrn.size());
  } else if (text.size() == 38 && text.front() == '{' && text.back() == '}') {
    text = text.substr(1, 36);
  }
  if (text.size() != 36 && text.size() != 32) return std::nullopt;
  const bool dashed = text.size() == 36;
  std::string canonical;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (dashed && (i == 8 || i == 13 || i == 18 || i == 23)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(text[i]))) return std::nullopt;
    if (const std::size_t n = canonical.size(); n == 8 || n == 13 || n == 18 || n == 23) canonical += '-';
    canonical += absl::ascii_tolower(static_cast<unsigned char>(text[i]));
  }
  return canonical;
}

}  // namespace postern::json
