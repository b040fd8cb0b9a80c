#include "config/records.h"

namespace postern::config {

bool IsNothing(const YamlNode& node) {
  return node.shape == YamlNode::Shape::kScalar && !node.quoted &&
         (node.text.empty() || node.text == "~" || node.text == "null" || node.text == "Null" || node.text == "NULL");
}

absl::Status MustBe(std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("must be ", std::string(what)));
}

absl::Status Read(const YamlNode& node, std::string& to) {
  if (node.shape != YamlNode::Shape::kScalar) return MustBe("made of single values");
  to = IsNothing(node) ? "" : node.text;
  return absl::OkStatus();
}

absl::Status Read(const YamlNode& node, bool& to) {
  if (node.shape != YamlNode::Shape::kScalar) return MustBe("made of single values");
  const absl::StatusOr<bool> value = IsNothing(node) ? false : Bool::Parse(node.text);
  if (value.ok()) to = *value;
  return value.status();
}

absl::Status Read(const YamlNode& node, Texts& to) {
  if (IsNothing(node)) return absl::OkStatus();
  if (node.shape != YamlNode::Shape::kSequence) return MustBe("made of lists");
  for (const YamlNode& item : node.items) {
    if (const absl::Status status = Read(item, to.emplace_back()); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Read(const YamlNode& node, std::optional<Texts>& to) {
  if (IsNothing(node)) return absl::OkStatus();
  return Read(node, to.emplace());
}

boost::json::value ToJson(const std::string& text) {
  return boost::json::string(text);
}
boost::json::value ToJson(bool value) {
  return value;
}
boost::json::value ToJson(const Texts& items) {
  return boost::json::array(items.begin(), items.end());
}
boost::json::value ToJson(const std::optional<Texts>& items) {
  return items ? ToJson(*items) : boost::json::value();
}

}  // namespace postern::config
