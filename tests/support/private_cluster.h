// A PostgreSQL cluster of the test program's own: made in a folder under /tmp, reachable through a unix socket in it
// and not by TCP, without syncing to disk. It ends, and its folder goes, with the program, however that ends.
#pragma once

#include <string>

namespace postern::test {

class PrivateCluster {
 public:
  // The one cluster of this program, started at first use (under a second). Throws std::runtime_error with the
  // server's own words where it cannot be: a test that needs a database fails without one. Thread-safe.
  static PrivateCluster& Shared();

  PrivateCluster(const PrivateCluster&) = delete;
  PrivateCluster& operator=(const PrivateCluster&) = delete;

  // Where to find a database of the cluster; its superuser is the default.
  std::string Url(const std::string& database, const std::string& role = "postern") const;

  const std::string& folder() const { return folder_; }  // Holds the socket, the data and the log.

 private:
  PrivateCluster();
  ~PrivateCluster();
  void StartKeeper();
  void AwaitServer() const;
  std::string Log() const;

  std::string folder_;
  int lifeline_ = -1;  // The keeper ends the cluster when this end is closed, by us or by our death.
  int ended_ = -1;     // Reads as ended when the keeper is gone.
};

}  // namespace postern::test
