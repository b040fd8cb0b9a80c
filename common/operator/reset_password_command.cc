#include "operator/reset_password_command.h"

#include <unistd.h>

#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "auth/password.h"
#include "operator/complaint.h"
#include "operator/database.h"
#include "operator/new_password.h"
#include "operator/operator_audit.h"
#include "service/app.h"
#include "store/user_audit.h"

namespace postern::operators {
namespace {

// Asked before the password is read, and again of the row that is locked.
absl::Status CheckHasPassword(const store::User& user) {
  if (user.deleted) return absl::NotFoundError("this user was deleted just now");
  if (user.is_system) return absl::FailedPreconditionError("this user belongs to the server: nobody signs in as it");
  if (user.login_type == "password") return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(user.username, " does not sign in with a password, but with \"", user.login_type, "\""));
}

absl::StatusOr<store::User> Find(pg::Pool& pool, const std::string& name_or_email) {
  absl::StatusOr<store::User> user = store::FindUserByNameOrEmail(pool, name_or_email, name_or_email);
  if (absl::IsNotFound(user.status())) return absl::NotFoundError("there is no user of this name or address");
  return user;
}

// Gives the user as it was when the password was set.
absl::StatusOr<store::User> Set(pg::Pool& pool, const std::string& id, const std::string& hash) {
  store::User changed;
  const absl::Status status = pool.Transaction([&](pg::Connection& connection) {
    absl::StatusOr<store::User> user = store::LockUser(connection, id);
    if (!user.ok()) return user.status();
    if (absl::Status good = CheckHasPassword(*user); !good.ok()) return good;
    if (absl::Status set = store::SetUserPassword(connection, id, hash); !set.ok()) return set;
    store::AuditLog audit = store::About(OperatorAudit("reset-password"), *user);
    audit.resource_type = "user";
    audit.action = "write";
    audit.diff.AddSecret("hashed_password");
    changed = *std::move(user);
    return store::InsertAuditLog(connection, audit);
  });
  if (!status.ok()) return status;
  return changed;
}

absl::StatusOr<store::User> ResetPassword(const config::Options& options, const std::string& name_or_email) {
  if (absl::Status named = CheckDatabaseIsNamed(options); !named.ok()) return named;
  pg::Pool pool(service::PoolOptionsFrom(options));
  const absl::StatusOr<store::User> user = Find(pool, name_or_email);
  if (!user.ok()) return user.status();
  if (absl::Status good = CheckHasPassword(*user); !good.ok()) return good;
  const absl::StatusOr<std::string> password = ReadNewPassword(STDIN_FILENO);
  if (!password.ok()) return password.status();
  const absl::StatusOr<std::string> hash = auth::Hash(*password);
  return hash.ok() ? Set(pool, user->id, *hash) : hash.status();
}

}  // namespace

int ResetPasswordCommand(const config::Loaded& loaded) {
  const absl::StatusOr<store::User> user = ResetPassword(loaded.options, loaded.words[1]);
  if (!user.ok()) return Complain(user.status());
  std::printf("Set a new password for %s (%s). Sessions and tokens stay as they are.\n", user->username.c_str(),
              user->email.c_str());
  if (user->status == "suspended") std::puts("But this user is suspended: somebody must activate them, too.");
  if (loaded.options.disable_password_auth) std::puts(kPasswordsAreOff);
  return kExitSuccess;
}

}  // namespace postern::operators
