// What `postern up` is going to do, known before anything is touched.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "config/load.h"
#include "operator/nginx_values.h"
#include "operator/process.h"

namespace postern::operators {

// What is started beside the database: --parts.
enum class Parts { kAll, kPrograms, kNginx };

struct UpPlan {
  config::Loaded loaded;
  Parts parts = Parts::kAll;
  NginxSettings nginx;
  std::string nginx_program;       // Empty where no nginx is started.
  std::string programs;            // The folder of the service's executables: ours.
  std::optional<Account> web;      // Of our nginx's workers, where those are not ours.
  std::optional<Account> cluster;  // Of the private cluster, likewise.
  std::string socket_group;        // Whose members may connect to the programs; empty: our own.
  bool private_cluster = false;
  bool nginx_log_to_stderr = false;  // Where it is all there is in the foreground, whoever started us has its log.

  bool has_programs() const { return parts != Parts::kNginx; }
  bool has_nginx() const { return parts != Parts::kPrograms; }
};

// Says what is missing: an option, a program, an account. Touches nothing.
absl::StatusOr<UpPlan> MakeUpPlan(const config::Loaded& loaded);

// How long a program may take to end: what it needs to drain, and a moment more.
std::chrono::milliseconds ProgramPatience(const config::Options& options);

}  // namespace postern::operators
