#include "pg/error.h"

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include "pg/session_error.h"

namespace postern::pg {
namespace {

absl::Status Answered(absl::StatusCode code, const char* state) {
  absl::Status status(code, "as a server might put it");
  status.SetPayload(kSqlStatePayload, absl::Cord(state));
  return status;
}

TEST(ErrorTest, OkHasNothing) {
  EXPECT_EQ(SqlState(absl::OkStatus()), "");
  EXPECT_EQ(Constraint(absl::OkStatus()), "");
  EXPECT_FALSE(IsLostSession(absl::OkStatus()));
  EXPECT_FALSE(IsKnownNotExecuted(absl::OkStatus()));
  EXPECT_FALSE(pg::IsUnavailable(absl::OkStatus()));
}

TEST(ErrorTest, UniqueViolationIsKnownByItsConstraint) {
  absl::Status status = Answered(absl::StatusCode::kAlreadyExists, "23505");
  status.SetPayload(kConstraintPayload, absl::Cord("idx_api_key_name"));
  EXPECT_TRUE(IsUniqueViolation(status, "idx_api_key_name"));
  EXPECT_FALSE(IsUniqueViolation(status, "idx_users_email"));
}

TEST(ErrorTest, AnotherViolationOfTheSameConstraintIsNotUnique) {
  absl::Status status = Answered(absl::StatusCode::kInvalidArgument, "23514");
  status.SetPayload(kConstraintPayload, absl::Cord("idx_api_key_name"));
  EXPECT_FALSE(IsUniqueViolation(status, "idx_api_key_name"));
}

class LosingStateTest : public testing::TestWithParam<const char*> {};

TEST_P(LosingStateTest, EndsTheSession) {
  EXPECT_TRUE(IsLostSession(Answered(absl::StatusCode::kUnavailable, GetParam())));
}

INSTANTIATE_TEST_SUITE_P(States, LosingStateTest,
                         testing::Values("08006", "08P01", "57P01", "57P02", "57P03", "57P05", "25P03", "25006"));

TEST(ErrorTest, OrdinaryErrorsKeepTheSession) {
  EXPECT_FALSE(IsLostSession(Answered(absl::StatusCode::kAlreadyExists, "23505")));
  EXPECT_FALSE(IsLostSession(Answered(absl::StatusCode::kDeadlineExceeded, "57014")));
}

TEST(ErrorTest, NotSentIsLostAndKnownNotExecuted) {
  const absl::Status status = NotSentError("users_find", "dead");
  EXPECT_TRUE(IsLostSession(status));
  EXPECT_TRUE(IsKnownNotExecuted(status));
  EXPECT_TRUE(pg::IsUnavailable(status));
}

TEST(ErrorTest, LostAfterSendingHasAnUnknownOutcome) {
  const absl::Status status = LostError("users_insert", "");
  EXPECT_TRUE(IsLostSession(status));
  EXPECT_FALSE(IsKnownNotExecuted(status));
  EXPECT_TRUE(pg::IsUnavailable(status));
  EXPECT_EQ(SqlState(status), "");
}

TEST(ErrorTest, ReadOnlyServerIsKnownNotToHaveWritten) {
  EXPECT_TRUE(IsKnownNotExecuted(Answered(absl::StatusCode::kUnavailable, "25006")));
}

TEST(ErrorTest, TerminationWhileRunningHasAnUnknownOutcome) {
  EXPECT_FALSE(IsKnownNotExecuted(Answered(absl::StatusCode::kUnavailable, "57P01")));
}

TEST(ErrorTest, SilentServerIsUnavailableAndLost) {
  const absl::Status status = SilentServerError("users_find");
  EXPECT_TRUE(pg::IsUnavailable(status));
  EXPECT_TRUE(IsLostSession(status));
  EXPECT_FALSE(IsKnownNotExecuted(status));
}

TEST(ErrorTest, MessagesFitOneLine) {
  EXPECT_EQ(OneLine("FATAL:  no\n\tsuch role\n"), "FATAL: no such role");
}

}  // namespace
}  // namespace postern::pg
