#include <optional>

#include "boost/json/array.hpp"
#include "boost/json/parse.hpp"
#include "config/shown.h"
#include "handlers/buildinfo/neighbours.h"
#include "store/site_configs.h"

namespace postern::buildinfo {
namespace {

constexpr std::string_view kApplicationName = "application_name";
constexpr std::string_view kLogoUrl = "logo_url";
constexpr std::string_view kBanners = "announcement_banners";

// Copies a text unless it is empty or absent; false where it is something else.
bool CopyText(const boost::json::object& from, std::string_view key, boost::json::object& to) {
  const boost::json::value* value = from.if_contains(key);
  if (value == nullptr) return true;
  if (!value->is_string()) return false;
  if (!value->get_string().empty()) to[key] = *value;
  return true;
}

// A banner with the members that clients know; nothing for what is none.
std::optional<boost::json::object> ReadBanner(const boost::json::value& stored) {
  if (!stored.is_object()) return std::nullopt;
  const boost::json::value* enabled = stored.get_object().if_contains("enabled");
  if (enabled == nullptr || !enabled->is_bool()) return std::nullopt;
  boost::json::object banner = {{"enabled", enabled->get_bool()}};
  const bool readable =
      CopyText(stored.get_object(), "message", banner) && CopyText(stored.get_object(), "background_color", banner);
  return readable ? std::optional(std::move(banner)) : std::nullopt;
}

// Pages must show whatever somebody stored: what cannot be read as banners is no banner at all.
boost::json::array ReadBanners(const std::string& stored) {
  boost::system::error_code error;
  const boost::json::value parsed = boost::json::parse(stored, error);
  if (error || !parsed.is_array()) return {};
  boost::json::array banners;
  for (const boost::json::value& item : parsed.get_array()) {
    std::optional<boost::json::object> banner = ReadBanner(item);
    if (!banner) return {};
    banners.push_back(*std::move(banner));
  }
  return banners;
}

}  // namespace

http::Response GetAppearance(const service::Context& context) {
  const absl::StatusOr<store::SiteConfigs> configs = store::FindSiteConfigs(
      context.app().pool, {std::string(kApplicationName), std::string(kLogoUrl), std::string(kBanners)});
  if (!configs.ok()) return http::FromStatus(configs.status());
  // The older form of one banner, which clients still read.
  const boost::json::object no_banner = {{"enabled", false}};
  return http::Json(http::kOk, {{"application_name", store::ValueOr(*configs, kApplicationName, "")},
                                {"logo_url", store::ValueOr(*configs, kLogoUrl, "")},
                                {"docs_url", config::WithoutCredentials(context.app().options.docs_url)},
                                {"service_banner", no_banner},
                                {"announcement_banners", ReadBanners(store::ValueOr(*configs, kBanners, "[]"))}});
}

}  // namespace postern::buildinfo
