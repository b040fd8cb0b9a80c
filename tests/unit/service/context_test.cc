#include "service/context.h"

#include <gtest/gtest.h>

#include "tests/unit/service/nowhere.h"

namespace postern::service {
namespace {

class ContextTest : public testing::Test {
 protected:
  ContextTest() { caller_.subject.user_id = "id-of-ada"; }

  App app_ = AppOf(OptionsOfNowhere());
  const http::Request request_ = RequestOf("POST", "/x",
                                           {{"REMOTE_ADDR", "203.0.113.7"},
                                            {"HTTP_USER_AGENT", "curl/8"},
                                            {"POSTERN_REQUEST_ID", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"}});
  auth::Caller caller_;
  const Context context_{app_, request_, {{"user", "me"}, {"keyname", "a/b"}}, &caller_};
};

TEST_F(ContextTest, PartsOfThePathAreFoundByName) {
  EXPECT_EQ(context_.path("user"), "me");
  EXPECT_EQ(context_.path("keyname"), "a/b");
  EXPECT_EQ(context_.path("other"), "");
}

TEST_F(ContextTest, AuditRowSaysWhoFromWhereAndInWhichRequest) {
  const store::AuditLog log = context_.Audit("write", "user");
  EXPECT_EQ(log.user_id, "id-of-ada");
  EXPECT_EQ(log.ip, "203.0.113.7");
  EXPECT_EQ(log.user_agent, "curl/8");
  EXPECT_EQ(log.request_id, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
  EXPECT_EQ(log.action, "write");
  EXPECT_EQ(log.resource_type, "user");
}

TEST_F(ContextTest, AuditRowOfAnOpenRouteNamesTheActorGiven) {
  EXPECT_EQ(Context(app_, request_, {}, nullptr).AuditBy("id-of-grace", "login", "api_key").user_id, "id-of-grace");
}

}  // namespace
}  // namespace postern::service
