// Records whose members have names, as a list of options has them in YAML and shows them in JSON: what reads and writes
// them by a table of their parts.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "boost/json/array.hpp"
#include "boost/json/object.hpp"
#include "boost/json/value.hpp"
#include "config/kinds.h"
#include "config/yaml_tree.h"

namespace postern::config {

using Texts = std::vector<std::string>;

// Whether nothing was written, in any of YAML's ways. In quotes they are text.
bool IsNothing(const YamlNode& node);

// The error of another shape than the wanted one: "must be ...".
absl::Status MustBe(std::string_view what);

// Read a value of that type. Nothing is the empty text, false, or no list. Errors do not repeat what was written.
absl::Status Read(const YamlNode& node, std::string& to);
absl::Status Read(const YamlNode& node, bool& to);
absl::Status Read(const YamlNode& node, Texts& to);
absl::Status Read(const YamlNode& node, std::optional<Texts>& to);

// No list is null.
boost::json::value ToJson(const std::string& text);
boost::json::value ToJson(bool value);
boost::json::value ToJson(const Texts& items);
boost::json::value ToJson(const std::optional<Texts>& items);

// A member of a record: its key, where it is kept, and whether it may be shown.
template <typename Record>
struct Part {
  std::string_view key;
  std::variant<std::string Record::*, bool Record::*, std::optional<Texts> Record::*> member;
  Visibility visibility = kPublic;
};

template <typename Record, std::size_t kCount>
bool IsSecretPart(const std::array<Part<Record>, kCount>& parts, std::string_view key) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](const auto& part) { return part.key == key && part.visibility != kPublic; });
}

// Unknown keys are passed over; of repeated ones the last counts. The error names the key that is wrong.
template <typename Record, std::size_t kCount>
absl::StatusOr<Record> ReadRecord(const YamlNode& node, const std::array<Part<Record>, kCount>& parts) {
  Record record;
  if (node.shape != YamlNode::Shape::kMapping) return MustBe("a list of records");
  for (const auto& [key, value] : node.entries) {
    for (const Part<Record>& part : parts) {
      if (key.text != part.key) continue;
      const absl::Status status = std::visit([&](auto member) { return Read(value, record.*member); }, part.member);
      if (!status.ok()) {
        return absl::InvalidArgumentError(absl::StrCat("has a bad ", key.text, ": it ", status.message()));
      }
    }
  }
  return record;
}

template <typename Record, std::size_t kCount>
absl::StatusOr<std::vector<Record>> ReadRecords(const YamlNode& node, const std::array<Part<Record>, kCount>& parts) {
  if (node.shape != YamlNode::Shape::kSequence) return MustBe("a list of records");
  std::vector<Record> records;
  for (const YamlNode& item : node.items) {
    absl::StatusOr<Record> record = ReadRecord(item, parts);
    if (!record.ok()) return record.status();
    records.push_back(*std::move(record));
  }
  return records;
}

// In the order of the table.
template <typename Record, std::size_t kCount>
boost::json::array RecordsJson(const std::vector<Record>& records, const std::array<Part<Record>, kCount>& parts,
                               Secrets secrets) {
  boost::json::array array;
  for (const Record& record : records) {
    boost::json::object object;
    for (const Part<Record>& part : parts) {
      if (part.visibility != kPublic && secrets == Secrets::kHidden) continue;
      object[part.key] = std::visit([&](auto member) { return ToJson(record.*member); }, part.member);
    }
    array.push_back(std::move(object));
  }
  return array;
}

}  // namespace postern::config
