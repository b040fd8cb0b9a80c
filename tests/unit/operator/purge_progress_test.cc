#include <gtest/gtest.h>

#include "operator/purge.h"

namespace postern::operators {
namespace {

using std::chrono::milliseconds;

constexpr PurgeProgress::Time kStart{};

TEST(PurgeProgressTest, TheFirstSecondIsSilent) {
  PurgeProgress progress(kStart);
  EXPECT_EQ(progress.Line(1000, kStart + milliseconds(999)), std::nullopt);
}

TEST(PurgeProgressTest, AfterASecondItSaysHowManyAreGone) {
  PurgeProgress progress(kStart);
  EXPECT_EQ(progress.Line(42000, kStart + milliseconds(1000)), "postern: 42000 expired keys deleted so far");
}

TEST(PurgeProgressTest, ThenItIsSilentForAnotherSecond) {
  PurgeProgress progress(kStart);
  EXPECT_TRUE(progress.Line(1, kStart + milliseconds(1500)).has_value());
  EXPECT_FALSE(progress.Line(2, kStart + milliseconds(2499)).has_value());
  EXPECT_TRUE(progress.Line(3, kStart + milliseconds(2500)).has_value());
}

}  // namespace
}  // namespace postern::operators
