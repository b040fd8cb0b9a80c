#include "service/target_user.h"

#include "absl/strings/str_cat.h"
#include "json/decode.h"
#include "json/text.h"

namespace postern::service {
namespace {

constexpr std::string_view kMe = "me";

// Terraform decides by this text that a user is gone.
http::Response NoSuchUser(std::string_view given) {
  return http::Envelope(http::kBadRequest, "\"user\" must be an existing uuid or username.",
                        absl::StrCat("queried user=\"", std::string(given), "\""));
}

absl::StatusOr<store::User> Find(pg::Pool& pool, std::string_view given) {
  if (const std::optional<std::string> id = json::ParseUuid(given)) return store::FindUserById(pool, *id);
  // What PostgreSQL could not even compare names nobody.
  if (!json::IsStorable(given)) return absl::NotFoundError("no such user");
  return store::FindUserByName(pool, given);
}

}  // namespace

std::variant<store::User, http::Response> ResolveUser(const Context& context) {
  const std::string_view given = context.path("user");
  const bool me = given == kMe;
  // Whoever may not read themselves is told so before anything is looked up.
  if (me && !context.caller().May("read", UserObject(context.caller().user_id()))) return http::ResourceNotFound();
  absl::StatusOr<store::User> user =
      me ? store::FindUserById(context.app().pool, context.caller().user_id()) : Find(context.app().pool, given);
  if (absl::IsNotFound(user.status())) return me ? http::ResourceNotFound() : NoSuchUser(given);
  if (!user.ok()) return http::FromStatus(user.status());
  if (!me && !context.caller().May("read", UserObject(user->id))) return NoSuchUser(given);
  return *std::move(user);
}

std::variant<Target, http::Response> ResolveTarget(const Context& context) {
  const auth::Caller& caller = context.caller();
  if (context.path("user") == kMe) {
    if (!caller.May("read", UserObject(caller.user_id()))) return http::ResourceNotFound();
    return Target{caller.user_id(), caller.username, caller.subject.site_roles};
  }
  auto user = ResolveUser(context);
  if (auto* refused = std::get_if<http::Response>(&user)) return std::move(*refused);
  auto& found = std::get<store::User>(user);
  return Target{std::move(found.id), std::move(found.username), std::move(found.roles)};
}

}  // namespace postern::service
