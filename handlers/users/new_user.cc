#include "handlers/users/new_user.h"

#include "auth/names.h"
#include "auth/password_strength.h"
#include "auth/ssh_key.h"

namespace postern::users {

void CheckEmail(http::Validation& validation, std::string_view email) {
  validation.Check("email", email, "required", auth::IsPresent(email))
      .Check("email", email, "email", auth::IsEmail(email));
}

http::Validation CheckPerson(std::string_view email, std::string_view username, std::string_view name) {
  http::Validation validation;
  CheckEmail(validation, email);
  validation.Check("username", username, "required", auth::IsPresent(username))
      .Check("username", username, "username", auth::IsUsername(username))
      .Check("name", name, "user_real_name", auth::IsRealName(name));
  return validation;
}

std::optional<http::Response> CheckStrength(std::string_view password) {
  const std::optional<std::string> flaw = auth::PasswordFlaw(password);
  if (!flaw) return std::nullopt;
  return http::Envelope(http::kBadRequest, "This password cannot be used.", {}, {{"password", *flaw}});
}

http::Response UserExists() {
  return http::Envelope(http::kConflict, "User already exists.");
}

absl::Status Complete(const service::Context& context, std::string_view password, store::NewUser& user) {
  const absl::StatusOr<auth::SshKeyPair> keys = auth::MakeSshKeyPair();
  if (!keys.ok()) return keys.status();
  user.ssh_private_key = keys->private_key;
  user.ssh_public_key = keys->public_key;
  user.name = auth::TrimmedRealName(user.name);
  if (password.empty()) return absl::OkStatus();
  absl::StatusOr<std::string> hash = context.app().hasher.Hash(password);
  if (!hash.ok()) return hash.status();
  user.hashed_password = *std::move(hash);
  return absl::OkStatus();
}

}  // namespace postern::users
