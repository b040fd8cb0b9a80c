#include "config/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <array>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace postern::config {
namespace {

// How YAML writes "nothing" in letters; the parser tells only that it was nothing.
constexpr std::array<std::string_view, 4> kNulls = {"~", "null", "Null", "NULL"};

class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::string_view source) : source_(source) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { AddScalar(mark, NullText(mark)); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& value) override {
    AddScalar(mark, value, tag == "!");  // The tag that the parser gives to what stands in quotes.
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    if (!alias_line_) alias_line_ = mark.line + 1;
    AddScalar(mark, "");
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    Open(mark, YamlNode::Shape::kSequence);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    Open(mark, YamlNode::Shape::kMapping);
  }
  void OnMapEnd() override { Close(); }

  std::optional<int> alias_line() const { return alias_line_; }
  std::optional<YamlNode> TakeRoot() { return std::move(root_); }

 private:
  struct Unfinished {
    YamlNode node;
    std::optional<YamlNode> key;  // Of a mapping: read, and waiting for its value.
  };

  std::string NullText(const YAML::Mark& mark) const {
    if (mark.pos < 0 || static_cast<std::size_t>(mark.pos) >= source_.size()) return "";
    const std::string_view rest = source_.substr(static_cast<std::size_t>(mark.pos));
    for (const std::string_view word : kNulls) {
      if (rest.starts_with(word)) return std::string(word);
    }
    return "";
  }

  void AddScalar(const YAML::Mark& mark, const std::string& text, bool quoted = false) {
    YamlNode node;
    node.line = mark.line + 1;
    node.text = text;
    node.quoted = quoted;
    Add(std::move(node));
  }

  void Open(const YAML::Mark& mark, YamlNode::Shape shape) {
    Unfinished unfinished;
    unfinished.node.shape = shape;
    unfinished.node.line = mark.line + 1;
    open_.push_back(std::move(unfinished));
  }

  void Close() {
    YamlNode node = std::move(open_.back().node);
    open_.pop_back();
    Add(std::move(node));
  }

  void Add(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Unfinished& parent = open_.back();
    if (parent.node.shape == YamlNode::Shape::kSequence) {
      parent.node.items.push_back(std::move(node));
    } else if (parent.key) {
      parent.node.entries.emplace_back(*std::move(parent.key), std::move(node));
      parent.key.reset();
    } else {
      parent.key = std::move(node);
    }
  }

  std::string_view source_;
  std::vector<Unfinished> open_;
  std::optional<YamlNode> root_;
  std::optional<int> alias_line_;
};

}  // namespace

absl::StatusOr<YamlNode> ParseYaml(const std::string& text) {
  TreeBuilder builder(text);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
  } catch (const YAML::Exception& error) {
    return absl::InvalidArgumentError(absl::StrCat("line ", error.mark.line + 1, ": is not YAML: ", error.msg));
  }
  if (builder.alias_line()) {
    return absl::InvalidArgumentError(absl::StrCat("line ", *builder.alias_line(), ": aliases are not taken"));
  }
  std::optional<YamlNode> root = builder.TakeRoot();
  if (!root) return absl::InvalidArgumentError("has no content");
  return *std::move(root);
}

}  // namespace postern::config
