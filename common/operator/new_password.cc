#include "operator/new_password.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <optional>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "auth/password_strength.h"
#include "auth/utf8.h"
#include "operator/input_line.h"
#include "operator/quiet_terminal.h"

namespace postern::operators {
namespace {

// Whether a login could ever send it: a request is JSON, which is UTF-8.
bool IsText(std::string_view text) {
  while (!text.empty()) {
    const char32_t code = auth::TakeCodePoint(text);
    if (code == auth::kNotUtf8 || code == 0) return false;
  }
  return true;
}

absl::Status Check(std::string_view password) {
  if (password.empty()) return absl::FailedPreconditionError("the password is empty");
  if (!IsText(password)) return absl::FailedPreconditionError("the password is no UTF-8 text");
  const std::optional<std::string> flaw = auth::PasswordFlaw(password);
  if (!flaw) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("this password cannot be used: ", *flaw));
}

absl::StatusOr<std::string> Checked(absl::StatusOr<std::string> line) {
  if (absl::IsNotFound(line.status())) return absl::FailedPreconditionError("no password was given");
  if (!line.ok()) return line;
  if (absl::Status good = Check(*line); !good.ok()) return good;
  return line;
}

absl::StatusOr<std::string> AskTwice(int terminal) {
  QuietTerminal quiet(terminal);
  absl::StatusOr<std::string> password = Checked(quiet.Ask("New password: "));
  if (!password.ok()) return password;
  const absl::StatusOr<std::string> again = quiet.Ask("The same again: ");
  if (again.ok() && *again == *password) return password;
  return absl::FailedPreconditionError("the two passwords are not the same");
}

}  // namespace

absl::StatusOr<std::string> ReadNewPassword(int input) {
  prctl(PR_SET_DUMPABLE, 0);
  return isatty(input) == 1 ? AskTwice(input) : Checked(ReadLine(input));
}

}  // namespace postern::operators
