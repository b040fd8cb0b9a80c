#include "handlers/csp/tally.h"

#include <gtest/gtest.h>

#include "handlers/csp/new_kinds.h"

namespace postern::csp {
namespace {

class TallyTest : public testing::Test {
 protected:
  static store::CspKind Kind(int number) {
    return {.directive = "img-src", .blocked_origin = std::to_string(number), .document_path = "/"};
  }
  void Exhaust() {
    for (int i = 0; i < Tally::kBurst; ++i) tally_.Add({Kind(0)}, now_);
  }

  Tally::Time now_{std::chrono::hours(1)};
  Tally tally_{now_};
};

TEST_F(TallyTest, AFewReportsAreWrittenAtOnce) {
  for (int i = 0; i < Tally::kBurst; ++i) EXPECT_EQ(tally_.Add({Kind(i)}, now_), (store::CspCounts{{Kind(i), 1}}));
}

TEST_F(TallyTest, OneRequestIsWrittenWholeAndEqualReportsTogether) {
  EXPECT_EQ(tally_.Add({Kind(1), Kind(2), Kind(1)}, now_), (store::CspCounts{{Kind(1), 2}, {Kind(2), 1}}));
}

TEST_F(TallyTest, AFloodWaitsAndGoesWithALaterReport) {
  Exhaust();
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(tally_.Add({Kind(1)}, now_).empty());
  now_ += Tally::kPause;
  EXPECT_EQ(tally_.Add({Kind(2)}, now_), (store::CspCounts{{Kind(1), 1000}, {Kind(2), 1}}));
  EXPECT_TRUE(tally_.Add({Kind(2)}, now_).empty()) << "one more for each pause";
}

TEST_F(TallyTest, KindsBeyondThoseThatMayWaitAreDroppedAndOthersCountedOn) {
  Exhaust();
  for (int i = 0; i < 1000; ++i) tally_.Add({Kind(i)}, now_);
  tally_.Add({Kind(0)}, now_);
  const store::CspCounts waiting = tally_.Take();
  EXPECT_EQ(waiting.size(), Tally::kMaxWaiting);
  EXPECT_EQ(waiting.at(Kind(0)), 2);
}

TEST_F(TallyTest, OneRequestBringsNoMoreKindsThanMayWait) {
  std::vector<store::CspKind> kinds;
  for (int i = 0; i < 1000; ++i) kinds.push_back(Kind(i));
  EXPECT_EQ(tally_.Add(kinds, now_).size(), Tally::kMaxWaiting);
}

TEST_F(TallyTest, AQuietTimeAllowsNoMoreThanABurst) {
  Exhaust();
  now_ += std::chrono::hours(1000);
  int written = 0;
  for (int i = 0; i < 2 * Tally::kBurst; ++i) written += tally_.Add({Kind(0)}, now_).empty() ? 0 : 1;
  EXPECT_EQ(written, Tally::kBurst);
}

TEST_F(TallyTest, WhatIsTakenIsGone) {
  Exhaust();
  tally_.Add({Kind(1)}, now_);
  EXPECT_EQ(tally_.Take(), (store::CspCounts{{Kind(1), 1}}));
  EXPECT_TRUE(tally_.Take().empty());
}

TEST_F(TallyTest, AReportThatTellsNothingCostsNothing) {
  for (int i = 0; i < 1000; ++i) tally_.Add({}, now_);
  EXPECT_FALSE(tally_.Add({Kind(1)}, now_).empty());
}

class NewKindsTest : public testing::Test {
 protected:
  NewKinds::Time now_{std::chrono::hours(1)};
  NewKinds kinds_{now_};
};

TEST_F(NewKindsTest, AFewAreLoggedAtOnce) {
  for (int i = 0; i < NewKinds::kBurst; ++i) EXPECT_EQ(kinds_.Admit(1, now_).kinds, 1U);
  EXPECT_EQ(kinds_.Admit(1, now_).kinds, 0U);
}

TEST_F(NewKindsTest, TheirFloodIsOneOfAPauseAndTheNumberOfTheOthers) {
  EXPECT_EQ(kinds_.Admit(1000, now_).kinds, std::size_t{NewKinds::kBurst});
  EXPECT_EQ(kinds_.Admit(500, now_).passed_over, 0U);
  now_ += NewKinds::kPause;
  const NewKinds::Lines lines = kinds_.Admit(7, now_);
  EXPECT_EQ(lines.passed_over, 1500U - NewKinds::kBurst);
  EXPECT_EQ(lines.kinds, 1U);
  EXPECT_EQ(kinds_.Admit(0, now_).passed_over, 0U) << "no line before the next pause";
}

TEST_F(NewKindsTest, TheNumberIsToldByTheNextReportOfAnyKind) {
  kinds_.Admit(NewKinds::kBurst + 3, now_);
  now_ += NewKinds::kPause;
  EXPECT_EQ(kinds_.Admit(0, now_).passed_over, 3U);
  EXPECT_EQ(kinds_.Admit(0, now_).passed_over, 0U);
  EXPECT_EQ(kinds_.Admit(1, now_).kinds, 1U);
}

}  // namespace
}  // namespace postern::csp
