#include "operator/held_signals.h"

#include <gtest/gtest.h>

namespace postern::operators {
namespace {

int caught = 0;
void Catch(int signal) {
  caught = signal;
}

// SIGUSR1 and SIGUSR2 have a handler that notes them.
class HeldSignalsTest : public testing::Test {
 protected:
  HeldSignalsTest() {
    caught = 0;
    for (const int signal : {SIGUSR1, SIGUSR2}) ::signal(signal, &Catch);
  }
  ~HeldSignalsTest() override {
    for (const int signal : {SIGUSR1, SIGUSR2}) ::signal(signal, SIG_DFL);
  }
};

TEST_F(HeldSignalsTest, NoneIsTakenWhereNoneArrived) {
  EXPECT_EQ(HeldSignals({SIGUSR1}).Take(), 0);
}

TEST_F(HeldSignalsTest, OneThatArrivedIsTakenOnceAndDoesNothing) {
  const HeldSignals held({SIGUSR1});
  raise(SIGUSR1);
  EXPECT_EQ(held.Take(), SIGUSR1);
  EXPECT_EQ(held.Take(), 0);
  EXPECT_EQ(caught, 0);
}

TEST_F(HeldSignalsTest, OneThatWasNotTakenArrivesAtTheEnd) {
  {
    const HeldSignals held({SIGUSR1});
    raise(SIGUSR1);
    EXPECT_EQ(caught, 0);
  }
  EXPECT_EQ(caught, SIGUSR1);
}

TEST_F(HeldSignalsTest, OthersArriveAsEver) {
  const HeldSignals held({SIGUSR1});
  raise(SIGUSR2);
  EXPECT_EQ(caught, SIGUSR2);
}

TEST_F(HeldSignalsTest, WhatTheProcessIgnoresIsIgnored) {
  ::signal(SIGUSR1, SIG_IGN);
  const HeldSignals held({SIGUSR1});
  raise(SIGUSR1);
  EXPECT_EQ(held.Take(), 0);
}

TEST_F(HeldSignalsTest, EndingByASignalIsItsDefaultEnd) {
  EXPECT_EXIT(
      {
        const HeldSignals held({SIGUSR1});
        EndBy(SIGUSR1);
      },
      testing::KilledBySignal(SIGUSR1), "");
}

}  // namespace
}  // namespace postern::operators
