#include "service/background.h"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <vector>

namespace postern::service {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A job that runs until it is let go. What jobs touch stands before the Background in each test: that joins its
// thread when it is destroyed.
class Held {
 public:
  BackgroundJob Job() {
    return [this](const Stopped&) {
      begun_.set_value();
      go_.get_future().wait();
    };
  }
  void AwaitBegin() { begun_.get_future().wait(); }
  void LetGo() { go_.set_value(); }

 private:
  std::promise<void> begun_;
  std::promise<void> go_;
};

TEST(BackgroundTest, JobsRunOneAfterTheOtherInTheirOrder) {
  std::vector<int> order;
  Held held;
  Background background;
  ASSERT_TRUE(background.Schedule("first", held.Job()));
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(background.Schedule(std::to_string(i), [&order, i](const Stopped&) { order.push_back(i); }));
  }
  EXPECT_TRUE(order.empty());
  held.LetGo();
  ASSERT_TRUE(background.Finish(seconds(20)));
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2}));
}

TEST(BackgroundTest, AJobOfANameThatWaitsOrRunsIsRefusedUntilThatHasEnded) {
  Held held;
  Background background;
  ASSERT_TRUE(background.Schedule("name", held.Job()));
  EXPECT_FALSE(background.Schedule("name", [](const Stopped&) {}));
  held.AwaitBegin();
  EXPECT_FALSE(background.Schedule("name", [](const Stopped&) {}));
  held.LetGo();
  ASSERT_TRUE(background.Finish(seconds(20)));
  EXPECT_TRUE(background.Schedule("name", [](const Stopped&) {}));
}

TEST(BackgroundTest, NoMoreThanSoManyWait) {
  Held held;
  Background background;
  ASSERT_TRUE(background.Schedule("runs", held.Job()));
  held.AwaitBegin();
  for (std::size_t i = 0; i < Background::kMaxWaiting; ++i) {
    EXPECT_TRUE(background.Schedule(std::to_string(i), [](const Stopped&) {}));
  }
  EXPECT_FALSE(background.Schedule("0", [](const Stopped&) {}));
  EXPECT_EQ(background.load().refused, 0) << "what waits already is no loss";
  EXPECT_FALSE(background.Schedule("one more", [](const Stopped&) {}));
  EXPECT_EQ(background.load().refused, 1);
  EXPECT_EQ(background.load().waiting, Background::kMaxWaiting);
  held.LetGo();
}

TEST(BackgroundTest, AnExceptionEndsItsJobAlone) {
  bool ran = false;
  Background background;
  background.Schedule("throws", [](const Stopped&) { throw std::runtime_error("oh"); });
  background.Schedule("next", [&](const Stopped&) { ran = true; });
  ASSERT_TRUE(background.Finish(seconds(20)));
  EXPECT_TRUE(ran);
}

TEST(BackgroundTest, StopTellsTheJobThatRunsAndDropsThoseThatWait) {
  std::promise<void> begun;
  bool ran = false;
  Background background;
  background.Schedule("runs", [&](const Stopped& stopped) {
    begun.set_value();
    while (!stopped()) std::this_thread::yield();
  });
  background.Schedule("waits", [&](const Stopped&) { ran = true; });
  begun.get_future().wait();
  EXPECT_TRUE(background.Stop(seconds(20)));
  EXPECT_FALSE(ran);
  EXPECT_FALSE(background.Schedule("late", [](const Stopped&) {}));
}

TEST(BackgroundTest, StopWaitsNoLongerThanItsLimitForAJobThatDoesNotListen) {
  Held held;
  Background background;
  background.Schedule("deaf", held.Job());
  held.AwaitBegin();
  EXPECT_FALSE(background.Stop(milliseconds(10)));
  EXPECT_FALSE(background.Finish(milliseconds(10)));
  held.LetGo();
  EXPECT_TRUE(background.Finish(seconds(20)));
}

}  // namespace
}  // namespace postern::service
