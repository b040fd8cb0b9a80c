#include <algorithm>

#include "auth/names.h"
#include "handlers/users/endpoints.h"
#include "http/validation.h"
#include "json/decode.h"
#include "service/target_user.h"
#include "store/user_configs.h"

namespace postern::users {
namespace {

constexpr std::string_view kFonts[] = {"ibm-plex-mono", "fira-code", "source-code-pro", "jetbrains-mono"};

http::Response Show(const store::Appearance& appearance) {
  return http::Json(http::kOk,
                    {{"theme_preference", appearance.theme_preference}, {"terminal_font", appearance.terminal_font}});
}

// A theme is whatever the client makes of it; a font must be one that the dashboard has.
std::optional<http::Response> Check(const store::Appearance& wanted) {
  http::Validation validation;
  validation.Check("theme_preference", wanted.theme_preference, "required", auth::IsPresent(wanted.theme_preference))
      .Check("terminal_font", wanted.terminal_font, "required", auth::IsPresent(wanted.terminal_font));
  if (!validation.ok()) return validation.Failure();
  if (std::find(std::begin(kFonts), std::end(kFonts), wanted.terminal_font) != std::end(kFonts)) return std::nullopt;
  return http::Envelope(http::kBadRequest, "This terminal font is not known.");
}

}  // namespace

http::Response GetAppearance(const service::Context& context) {
  auto resolved = service::ResolveTarget(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  const std::string& id = std::get<service::Target>(resolved).id;
  if (!context.caller().May("read_personal", service::UserObject(id))) return http::Forbidden();
  const absl::StatusOr<store::Appearance> appearance = store::FindAppearance(context.app().pool, id);
  return appearance.ok() ? Show(*appearance) : http::FromStatus(appearance.status());
}

http::Response SetAppearance(const service::Context& context) {
  auto resolved = service::ResolveTarget(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  const std::string& id = std::get<service::Target>(resolved).id;
  store::Appearance wanted;
  const absl::Status read = json::Decode(context.request().body(), {{"theme_preference", &wanted.theme_preference},
                                                                    {"terminal_font", &wanted.terminal_font}});
  if (!read.ok()) return http::InvalidBody(read);
  if (auto refused = Check(wanted)) return *std::move(refused);
  if (!context.caller().May("update_personal", service::UserObject(id))) return http::Forbidden();
  const absl::Status stored = store::SetAppearance(context.app().pool, id, wanted);
  return stored.ok() ? Show(wanted) : http::FromStatus(stored);
}

}  // namespace postern::users
