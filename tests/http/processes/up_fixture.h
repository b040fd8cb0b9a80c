// A data folder and an address for `postern up` and its kin.
#pragma once

#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>
#include <vector>

#include "operator/processes.h"
#include "tests/support/http_client.h"
#include "tests/support/program.h"
#include "tests/support/site.h"
#include "tests/support/test_database.h"

namespace postern::test {

// A data folder, an address, and the processes that work there.
class Up : public testing::Test {
 protected:
  Up() : folder_(MakeFolder()), port_(FreePort()) {}
  ~Up() override {
    for (const operators::RunningProcess& process : Running()) kill(process.pid, SIGKILL);
    Eventually([this] { return Running().empty(); });
    std::filesystem::remove_all(folder_);
  }

  std::string data() const { return folder_ + "/data"; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  Environment OnPrivateCluster() const {
    return {{"CODER_HTTP_ADDRESS", "127.0.0.1:" + std::to_string(port_)},
            {"CODER_DANGEROUS_DISABLE_RATE_LIMITS", "true"},
            {"POSTERN_DATA_DIR", data()}};
  }
  Environment On(const TestDatabase& database) const {
    Environment environment = OnPrivateCluster();
    environment["CODER_PG_CONNECTION_URL"] = database.url();
    return environment;
  }
  bool Ready() const { return Client(url()).Get("/readyz").status == 200; }
  ::testing::AssertionResult AwaitReady(const Program& program) const {
    if (Eventually([this] { return Ready(); }, std::chrono::seconds(60))) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << program.Output();
  }
  std::vector<operators::RunningProcess> Running() const {
    std::vector<operators::RunningProcess> running = operators::ProcessesIn(data() + "/run");
    const std::vector<operators::RunningProcess> database = operators::ProcessesIn(data() + "/postgres");
    running.insert(running.end(), database.begin(), database.end());
    return running;
  }
  pid_t Find(const std::string& program) const {
    for (const operators::RunningProcess& process : Running()) {
      if (process.program == program) return process.pid;
    }
    return -1;
  }

  std::string folder_;
  int port_;
};

}  // namespace postern::test
