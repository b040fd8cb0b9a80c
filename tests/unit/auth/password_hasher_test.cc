#include "auth/password_hasher.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <latch>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace postern::auth {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

HasherOptions Options(std::size_t cores, std::size_t max_waiting, milliseconds wait) {
  return {.cores = cores, .max_waiting = max_waiting, .wait = wait};
}

// Keeps cores of a hasher busy until it is released.
class Occupied {
 public:
  Occupied(PasswordHasher& hasher, int cores) : begun_(cores) {
    for (int i = 0; i < cores; ++i) {
      callers_.emplace_back([this, &hasher] {
        if (!hasher.Run([this] { begun_.count_down(), release_.wait(); }).ok()) ADD_FAILURE() << "not begun";
      });
    }
    begun_.wait();
  }
  ~Occupied() { Release(); }

  void Release() {
    if (!release_.try_wait()) release_.count_down();
    for (std::thread& caller : callers_) {
      if (caller.joinable()) caller.join();
    }
  }

 private:
  std::latch begun_;
  std::latch release_{1};
  std::vector<std::thread> callers_;
};

TEST(PasswordHasherTest, HashesAndVerifies) {
  PasswordHasher hasher(Options(1, 1, hours(1)));
  const auto stored = hasher.Hash("a password");
  ASSERT_TRUE(stored.ok()) << stored.status();
  EXPECT_EQ(hasher.Verify(*stored, "a password").value(), true);
  EXPECT_EQ(hasher.Verify(*stored, "another").value(), false);
}

TEST(PasswordHasherTest, PassesErrorsOn) {
  PasswordHasher hasher(Options(1, 1, hours(1)));
  EXPECT_EQ(hasher.Verify("none", "x").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(PasswordHasherTest, FreeCoreIsTakenWithoutWaiting) {
  PasswordHasher hasher(Options(1, 0, milliseconds(0)));
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(hasher.Run([] {}).ok());
}

TEST(PasswordHasherTest, WorksAtLowPriorityApartFromTheCaller) {
  PasswordHasher hasher(Options(1, 0, hours(1)));
  const int before = getpriority(PRIO_PROCESS, 0);
  int within = 0;
  ASSERT_TRUE(hasher.Run([&] { within = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid())); }).ok());
  EXPECT_EQ(within, std::min(std::max(before, 10), 19));
  EXPECT_EQ(getpriority(PRIO_PROCESS, 0), before);
}

TEST(PasswordHasherTest, ItsThreadsTakeNoSignals) {
  PasswordHasher hasher(Options(1, 0, hours(1)));
  sigset_t blocked;
  sigemptyset(&blocked);
  ASSERT_TRUE(hasher.Run([&] { pthread_sigmask(SIG_BLOCK, nullptr, &blocked); }).ok());
  EXPECT_EQ(sigismember(&blocked, SIGTERM), 1);
  EXPECT_EQ(sigismember(&blocked, SIGHUP), 1);
}

TEST(PasswordHasherTest, RunsAsManyAtOnceAsThereAreCores) {
  PasswordHasher hasher(Options(3, 0, milliseconds(0)));
  Occupied occupied(hasher, 3);
  EXPECT_EQ(hasher.Run([] {}).code(), absl::StatusCode::kUnavailable);
}

TEST(PasswordHasherTest, MakesNoMoreThreadsThanWereBusyAtOnce) {
  PasswordHasher hasher(Options(8, 0, milliseconds(0)));
  std::set<pid_t> threads;
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(hasher.Run([&] { threads.insert(gettid()); }).ok());
  EXPECT_EQ(threads.size(), 1U);
}

TEST(PasswordHasherTest, FullLineIsRefusedAtOnce) {
  PasswordHasher hasher(Options(1, 0, hours(1)));
  Occupied occupied(hasher, 1);
  EXPECT_EQ(hasher.Run([] {}).code(), absl::StatusCode::kUnavailable);
}

TEST(PasswordHasherTest, LoadTellsWhoRunsWaitsAndWasRefused) {
  PasswordHasher hasher(Options(1, 1, hours(1)));
  {
    Occupied occupied(hasher, 1);
    std::thread waits([&] { EXPECT_TRUE(hasher.Run([] {}).ok()); });
    while (hasher.waiting() == 0) std::this_thread::yield();
    EXPECT_TRUE(absl::IsUnavailable(hasher.Run([] {})));
    const PasswordHasher::Load load = hasher.load();
    EXPECT_EQ(load.running, 1u);
    EXPECT_EQ(load.waiting, 1u);
    EXPECT_EQ(load.refused, 1);
    occupied.Release();
    waits.join();
  }
  EXPECT_EQ(hasher.load().running, 0u);
  EXPECT_EQ(hasher.load().refused, 1);
}

TEST(PasswordHasherTest, WhoWaitsTooLongIsRefusedAndItsWorkNeverRuns) {
  PasswordHasher hasher(Options(1, 1, milliseconds(1)));
  std::atomic<bool> ran = false;
  {
    Occupied occupied(hasher, 1);
    EXPECT_EQ(hasher.Run([&] { ran = true; }).code(), absl::StatusCode::kUnavailable);
  }
  EXPECT_TRUE(hasher.Run([] {}).ok());
  EXPECT_FALSE(ran);
}

TEST(PasswordHasherTest, WhoWaitsIsServedOnceACoreIsFree) {
  PasswordHasher hasher(Options(1, 4, hours(1)));
  std::optional<Occupied> occupied(std::in_place, hasher, 1);
  std::atomic<int> served = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] { served += hasher.Run([] {}).ok() ? 1 : 0; });
  }
  occupied.reset();
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(served, 4);
}

TEST(PasswordHasherTest, WhoWaitedLongestIsServedFirst) {
  PasswordHasher hasher(Options(1, 5, hours(1)));
  std::vector<int> served;
  std::vector<std::thread> callers;
  {
    Occupied occupied(hasher, 1);
    for (int i = 0; i < 5; ++i) {
      callers.emplace_back([&, i] { EXPECT_TRUE(hasher.Run([&, i] { served.push_back(i); }).ok()); });
      while (hasher.waiting() <= static_cast<std::size_t>(i)) std::this_thread::yield();
    }
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(served, (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST(PasswordHasherTest, WorkThatThrowsIsAnErrorAndNothingMore) {
  PasswordHasher hasher(Options(1, 0, hours(1)));
  EXPECT_EQ(hasher.Run([] { throw std::runtime_error("x"); }).code(), absl::StatusCode::kInternal);
  EXPECT_TRUE(hasher.Run([] {}).ok());
}

TEST(PasswordHasherTest, ManyCallersAreEachServedOrRefused) {
  PasswordHasher hasher(Options(2, 3, milliseconds(1)));
  std::atomic<int> ran = 0;
  std::atomic<int> ok = 0;
  std::atomic<int> refused = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 16; ++i) {
    callers.emplace_back([&] {
      for (int n = 0; n < 200; ++n) {
        const absl::Status status = hasher.Run([&] { ++ran; });
        ++(status.ok() ? ok : refused);
        EXPECT_TRUE(status.ok() || absl::IsUnavailable(status)) << status;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(ok + refused, 16 * 200);
  EXPECT_EQ(ran, ok);
}

TEST(PasswordHasherTest, EndsWithoutHavingBeenUsed) {
  std::optional<PasswordHasher> hasher(std::in_place, Options(4, 4, hours(1)));
  hasher.reset();
  EXPECT_FALSE(hasher.has_value());
}

TEST(PasswordHasherTest, EndingFinishesWhatRuns) {
  std::optional<PasswordHasher> hasher(std::in_place, Options(1, 0, hours(1)));
  std::latch begun(1);
  std::latch release(1);
  absl::Status status = absl::InternalError("not run");
  std::thread caller([&, &used = *hasher] { status = used.Run([&] { begun.count_down(), release.wait(); }); });
  begun.wait();
  std::thread ender([&] { hasher.reset(); });
  release.count_down();
  ender.join();
  caller.join();
  EXPECT_TRUE(status.ok()) << status;
}

TEST(PasswordHasherTest, EndingSendsAwayWhoWaits) {
  std::optional<PasswordHasher> hasher(std::in_place, Options(1, 1, hours(1)));
  PasswordHasher& used = *hasher;
  Occupied occupied(used, 1);
  absl::Status status;
  std::thread caller([&] { status = used.Run([] {}); });
  while (used.waiting() == 0) std::this_thread::yield();
  std::thread ender([&] { hasher.reset(); });
  caller.join();  // While the core is still taken.
  occupied.Release();
  ender.join();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
}

}  // namespace
}  // namespace postern::auth
