// The private PostgreSQL cluster of a data folder: on a unix socket alone, in a folder that no other user can enter.
// As root it runs as the user postgres, who may be unable to reach the data folder by its path: its folders are handed
// over as open descriptors.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "operator/data_folder.h"
#include "operator/process.h"
#include "operator/supervisor.h"

namespace postern::operators {

// Whom the cluster runs as: nobody in particular where we are not root. kNotFound where postgres is missing.
absl::StatusOr<std::optional<Account>> ClusterAccount();

class Cluster {
 public:
  // `folder` outlives the cluster, and the cluster the supervisor that it is started in.
  Cluster(const DataFolder& folder, std::optional<Account> account);
  ~Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  // Makes the cluster where there is none (a few seconds, said on stdout), starts it as a part of `supervisor`, waits
  // until it answers, and makes roles and database where they are missing.
  absl::Status Start(Supervisor& supervisor);

  // Connection strings for whoever has the folder run/ as working folder.
  static std::string OwnerUrl();    // Owns the database; migrates.
  static std::string HandlerUrl();  // May read and write rows, and change no schema.
  static constexpr const char* kHandlerRole = "postern_handler";

 private:
  absl::Status Initialise(Supervisor& supervisor, const std::string& programs);
  Command Run(const std::string& program, int data) const;

  const DataFolder& folder_;
  std::optional<Account> account_;
  int data_ = -1;  // postgres/ and the folder of its socket, open for whenever the server is started again.
  int socket_ = -1;
};

}  // namespace postern::operators
