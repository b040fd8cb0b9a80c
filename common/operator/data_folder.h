// The folder that `postern up` writes to: lock, run/ (sockets, our nginx's files), log/, postgres/, and nginx/ for an
// nginx that is not ours.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "operator/process.h"

namespace postern::operators {

class DataFolder {
 public:
  // Whose members may pass to the sockets in run/.
  struct Passage {
    gid_t group = 0;
    bool from_outside = false;  // By the folder's own path: an nginx that is not ours, which reads nginx/, too.
  };

  // Makes what is missing and locks it for this process: kFailedPrecondition names the one that holds it, or says that
  // others may write to the folder: whoever may could have us write, or end, what they like. What an earlier start left running is ended; kUnavailable
  // where it does not end. `passage` is empty where nobody but us has to reach the sockets; `database` is
  // the account of the private cluster, where that is not ours.
  static absl::StatusOr<DataFolder> Open(const std::string& path, const std::optional<Passage>& passage,
                                         const std::optional<Account>& database);

  DataFolder(DataFolder&& other) noexcept : path_(std::move(other.path_)), locks_(std::move(other.locks_)) {
    other.locks_.clear();
  }
  DataFolder& operator=(DataFolder&&) = delete;
  ~DataFolder();

  const std::string& path() const { return path_; }  // Absolute.
  std::string nginx() const { return path_ + "/nginx"; }
  std::string run() const { return path_ + "/run"; }
  std::string postgres() const { return path_ + "/postgres"; }
  std::string postgres_socket() const { return run() + "/postgres"; }
  std::string log(const std::string& name) const { return path_ + "/log/" + name + ".log"; }

 private:
  DataFolder(std::string path, std::vector<int> locks) : path_(std::move(path)), locks_(std::move(locks)) {}
  std::string path_;
  std::vector<int> locks_;
};

// The process that holds the lock of the folder; empty where none does, or the folder is not there. kUnavailable where
// somebody holds it who cannot be told: of another user, or about to say who it is.
absl::StatusOr<std::optional<pid_t>> HolderOf(const std::string& path);

}  // namespace postern::operators
