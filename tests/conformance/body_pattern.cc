#include "tests/conformance/body_pattern.h"

#include <algorithm>
#include <optional>

#include "boost/json/array.hpp"
#include "boost/json/serialize.hpp"
#include "json/decode.h"
#include "json/time.h"

namespace postern::conformance {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr char kMore[] = "...";
constexpr std::size_t kIdLength = 10;
constexpr std::size_t kSecretLength = 22;

bool IsUuid(std::string_view text) {
  return json::ParseUuid(text) == std::string(text);
}

bool IsTime(std::string_view text) {
  return text.ends_with('Z') && json::ParseTime(text).has_value();
}

bool IsKey(std::string_view text) {
  const auto plain = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  return text.size() == kIdLength + 1 + kSecretLength && text[kIdLength] == '-' &&
         std::all_of(text.begin(), text.begin() + kIdLength, plain) &&
         std::all_of(text.begin() + kIdLength + 1, text.end(), plain);
}

// Whether the value is of the kind; nothing where there is no such kind.
std::optional<bool> IsOf(std::string_view kind, const value& body) {
  const std::string_view text = body.is_string() ? std::string_view(body.get_string()) : std::string_view();
  if (kind == "<any>") return true;
  if (kind == "<string>") return body.is_string();
  if (kind == "<int>") return body.is_int64() || body.is_uint64();
  if (kind == "<number>") return body.is_number();
  if (kind == "<bool>") return body.is_bool();
  if (kind == "<uuid>") return IsUuid(text);
  if (kind == "<time>") return IsTime(text);
  if (kind == "<key>") return IsKey(text);
  return std::nullopt;
}

class Comparison {
 public:
  explicit Comparison(const object& shapes) : shapes_(shapes) {}

  std::string Compare(const value& pattern, const value& body, const std::string& at) const {
    if (pattern.is_string() && pattern.get_string().starts_with('<')) {
      return Kind(std::string(pattern.get_string()), body, at);
    }
    if (pattern.is_object() && body.is_object()) return Objects(pattern.get_object(), body.get_object(), at);
    if (pattern.is_array() && body.is_array()) return Arrays(pattern.get_array(), body.get_array(), at);
    return pattern == body ? "" : Complaint(pattern, body, at);
  }

 private:
  static std::string Complaint(const value& pattern, const value& body, const std::string& at) {
    return at + " should be " + boost::json::serialize(pattern) + " and is " + boost::json::serialize(body);
  }

  std::string Kind(const std::string& kind, const value& body, const std::string& at) const {
    const std::optional<bool> is = IsOf(kind, body);
    if (is) return *is ? "" : Complaint(value(kind), body, at);
    const value* shape = shapes_.if_contains(kind.substr(1, kind.size() - 2));
    return shape == nullptr ? "there is no shape " + kind : Compare(*shape, body, at);
  }

  std::string Objects(const object& pattern, const object& body, const std::string& at) const {
    for (const auto& [key, wanted] : pattern) {
      if (key == kMore) continue;
      const std::string below = at + "." + std::string(key);
      const value* found = body.if_contains(key);
      if (found == nullptr) return below + " is missing";
      if (std::string complaint = Compare(wanted, *found, below); !complaint.empty()) return complaint;
    }
    if (pattern.contains(kMore)) return "";
    for (const auto& [key, unused] : body) {
      if (!pattern.contains(key)) return at + "." + std::string(key) + " should not be there";
    }
    return "";
  }

  std::string Arrays(const array& pattern, const array& body, const std::string& at) const {
    const bool more = !pattern.empty() && pattern.back() == kMore;
    if (more && pattern.size() == 1) return "";
    if (more ? body.empty() : body.size() != pattern.size()) return Complaint(pattern, body, at);
    for (std::size_t i = 0; i < body.size(); ++i) {
      std::string complaint = Compare(more ? pattern[0] : pattern[i], body[i], at + "[" + std::to_string(i) + "]");
      if (!complaint.empty()) return complaint;
    }
    return "";
  }

  const object& shapes_;
};

}  // namespace

std::string Mismatch(const value& pattern, const value& body, const object& shapes) {
  return Comparison(shapes).Compare(pattern, body, "the body");
}

}  // namespace postern::conformance
