#include "config/shapes.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "boost/json/array.hpp"
#include "boost/json/object.hpp"
#include "config/address.h"
#include "config/url.h"

namespace postern::config {
namespace {

std::string_view Text(const boost::json::value& value) {
  return {value.get_string().data(), value.get_string().size()};
}

boost::json::value UrlParts(std::string_view text) {
  const Url url = ParseUrl(text).value_or(Url());
  return {{"forceQuery", url.force_query},
          {"fragment", url.fragment},
          {"host", url.host},
          {"omitHost", url.omit_host},
          {"opaque", url.opaque},
          {"path", url.path},
          {"rawFragment", url.raw_fragment},
          {"rawPath", url.raw_path},
          {"rawQuery", url.raw_query},
          {"scheme", url.scheme},
          {"user", boost::json::object()}};
}

boost::json::value HostPortParts(std::string_view text) {
  const HostPort address = SplitHostPort(text).value_or(HostPort());
  return {{"host", address.host}, {"port", address.port}};
}

// Lists inside of records, too, are there where nobody sets them.
void FillLists(boost::json::value& records) {
  for (boost::json::value& record : records.get_array()) {
    for (auto& member : record.get_object()) {
      if (member.value().is_null()) member.value() = boost::json::array();
    }
  }
}

boost::json::value Wrapped(boost::json::value records) {
  if (records.is_null()) records = boost::json::array();
  FillLists(records);
  return {{"value", std::move(records)}};
}

boost::json::value StructShape(const OptionRow& row, boost::json::value value) {
  if (row.origin == &Origins::support_links || row.origin == &Origins::external_auth) return Wrapped(std::move(value));
  if (row.origin == &Origins::ai) {
    boost::json::object& ai = value.get_object();
    FillLists(ai.emplace("providers", boost::json::array()).first->value());
    return {{"value", std::move(value)}};
  }
  return value.is_null() ? boost::json::value(boost::json::object()) : std::move(value);
}

bool IsZero(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      return true;
    case boost::json::kind::bool_:
      return !value.get_bool();
    case boost::json::kind::int64:
      return value.get_int64() == 0;
    case boost::json::kind::string:
      return value.get_string().empty();
    case boost::json::kind::array:
      return value.get_array().empty();
    default:
      return false;
  }
}

}  // namespace

Shapes ShapesOf(const Options& options) {
  return absl::EqualsIgnoreCase(options.response_shapes, "codersdk") ? Shapes::kCodersdk : Shapes::kReference;
}

std::string PathIn(const OptionRow& row, Shapes shapes) {
  if (shapes == Shapes::kReference && row.origin == &Origins::ssh_hostname_prefix) return "config_ssh.deploymentName";
  if (shapes == Shapes::kReference && row.origin == &Origins::ssh_config_options) return "config_ssh.sshconfigOptions";
  return std::string(row.json_path);
}

boost::json::value Shaped(const OptionRow& row, boost::json::value value, Shapes shapes) {
  if (shapes == Shapes::kCodersdk) return value;
  switch (row.type) {
    case Type::kUrl:
      return UrlParts(Text(value));
    case Type::kHostPort:
      return HostPortParts(Text(value));
    case Type::kRegexp:
      return boost::json::object();
    case Type::kStruct:
      return StructShape(row, std::move(value));
    case Type::kStringArray:
      return value.is_null() ? boost::json::value(boost::json::array()) : std::move(value);
    default:
      return value;
  }
}

bool IsLeftOut(const OptionRow& row, const boost::json::value& value, Shapes shapes) {
  return shapes == Shapes::kCodersdk && row.extras.omit_zero && IsZero(value);
}

}  // namespace postern::config
