#include "operator/create_admin_command.h"

#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "auth/names.h"
#include "auth/password.h"
#include "auth/ssh_key.h"
#include "operator/complaint.h"
#include "operator/database.h"
#include "operator/new_password.h"
#include "operator/operator_audit.h"
#include "service/app.h"
#include "store/organizations.h"
#include "store/user_audit.h"

namespace postern::operators {
namespace {

absl::Status Taken() {
  return absl::AlreadyExistsError("a user with this name or this e-mail address is there already");
}

absl::Status CheckWords(const std::string& email, const std::string& username) {
  if (!auth::IsEmail(email)) return absl::InvalidArgumentError("EMAIL must be a plain e-mail address");
  if (auth::IsUsername(username)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("USERNAME must have 1 to ", auth::kMaxUsernameBytes,
                   " letters and digits, with single hyphens between them, and be neither new nor create"));
}

// Asked before the password is, so that nobody types one in vain; the insertion decides.
absl::Status CheckFree(pg::Pool& pool, const std::string& email, const std::string& username) {
  const absl::Status found = store::FindUserByNameOrEmail(pool, username, email).status();
  if (absl::IsNotFound(found)) return absl::OkStatus();
  return found.ok() ? Taken() : found;
}

absl::StatusOr<store::NewUser> Administrator(pg::Pool& pool, const std::string& email, const std::string& username,
                                             const std::string& password) {
  const absl::StatusOr<std::vector<store::Organization>> organizations = store::ListOrganizations(pool, std::nullopt);
  if (!organizations.ok()) return organizations.status();
  absl::StatusOr<std::string> hash = auth::Hash(password);
  if (!hash.ok()) return hash.status();
  absl::StatusOr<auth::SshKeyPair> keys = auth::MakeSshKeyPair();
  if (!keys.ok()) return keys.status();
  store::NewUser user{.email = email,
                      .username = username,
                      .name = "",
                      .hashed_password = *std::move(hash),
                      .status = "dormant",
                      .login_type = "password",
                      .roles = {"owner"},
                      .organization_ids = {},
                      .organization_roles = {"organization-admin"},
                      .ssh_private_key = std::move(keys->private_key),
                      .ssh_public_key = std::move(keys->public_key)};
  for (const store::Organization& organization : *organizations) user.organization_ids.push_back(organization.id);
  return user;
}

absl::Status Insert(pg::Pool& pool, const store::NewUser& wanted) {
  const absl::Status status = pool.Transaction([&](pg::Connection& connection) {
    // Takes turns with whoever makes the first user over HTTP: that one is first, or finds this one.
    if (const absl::Status locked = store::AnyUserLocked(connection).status(); !locked.ok()) return locked;
    const absl::StatusOr<store::User> user = store::InsertUser(connection, wanted);
    if (!user.ok()) return user.status();
    store::AuditLog audit = store::About(OperatorAudit("create-admin-user"), *user);
    audit.resource_type = "user";
    audit.action = "create";
    audit.diff = store::CreationDiff(*user);
    return store::InsertAuditLog(connection, audit);
  });
  return store::IsTaken(status) ? Taken() : status;
}

absl::Status CreateAdmin(const config::Options& options, const std::string& email, const std::string& username) {
  if (absl::Status good = CheckWords(email, username); !good.ok()) return good;
  if (absl::Status named = CheckDatabaseIsNamed(options); !named.ok()) return named;
  pg::Pool pool(service::PoolOptionsFrom(options));
  if (absl::Status free = CheckFree(pool, email, username); !free.ok()) return free;
  const absl::StatusOr<std::string> password = ReadNewPassword(STDIN_FILENO);
  if (!password.ok()) return password.status();
  const absl::StatusOr<store::NewUser> wanted = Administrator(pool, email, username, *password);
  return wanted.ok() ? Insert(pool, *wanted) : wanted.status();
}

}  // namespace

int CreateAdminCommand(const config::Loaded& loaded) {
  const std::string& email = loaded.words[1];
  const std::string& username = loaded.words[2];
  if (const absl::Status made = CreateAdmin(loaded.options, email, username); !made.ok()) return Complain(made);
  std::printf("Made the owner %s (%s), who can sign in now.\n", username.c_str(), email.c_str());
  if (loaded.options.disable_password_auth) std::puts(kPasswordsAreOff);
  return kExitSuccess;
}

}  // namespace postern::operators
