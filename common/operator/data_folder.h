// The folder that `postern up` writes to: lock, run/ (sockets, nginx's files), log/, postgres/.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "operator/process.h"

namespace postern::operators {

class DataFolder {
 public:
  // Makes what is missing and locks it for this process: kFailedPrecondition names the one that holds it. What an
  // earlier start left running is ended. `web` is the account of nginx's workers and `database` that of the private
  // cluster, where those are not ours.
  static absl::StatusOr<DataFolder> Open(const std::string& path, const std::optional<Account>& web,
                                         const std::optional<Account>& database);

  DataFolder(DataFolder&& other) noexcept : path_(std::move(other.path_)), lock_(other.lock_) { other.lock_ = -1; }
  DataFolder& operator=(DataFolder&&) = delete;
  ~DataFolder();

  const std::string& path() const { return path_; }  // Absolute.
  std::string run() const { return path_ + "/run"; }
  std::string postgres() const { return path_ + "/postgres"; }
  std::string postgres_socket() const { return run() + "/postgres"; }
  std::string log(const std::string& name) const { return path_ + "/log/" + name + ".log"; }

 private:
  DataFolder(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
  std::string path_;
  int lock_;
};

}  // namespace postern::operators
