// What a change of profile leaves in audit_logs, and what becomes of two changes at once.
#include <algorithm>

#include "boost/json/parse.hpp"
#include "tests/support/answers.h"
#include "tests/support/held_rows.h"

namespace postern::test {
namespace {

Reply SetProfile(const Client& client, const Person& person, const std::string& username,
                 const std::string& name = "") {
  return client.Put(PathOf(person) + "/profile", {{"username", username}, {"name", name}});
}

boost::json::object Changed(const std::string& before, const std::string& after) {
  return {{"Old", before}, {"New", after}, {"Secret", false}};
}

// The diff of the one row that a request left, as JSON.
boost::json::value Diff(const Reply& reply) {
  return boost::json::parse(
      Shared().Value("SELECT diff FROM audit_logs WHERE request_id = '" + reply.Header("X-Coder-Request-Id") + "'"));
}

// How many of the rows that a request left meet a condition.
std::string CountRows(const Reply& reply, const std::string& condition) {
  return Shared().Value("SELECT count(*) FROM audit_logs WHERE request_id = '" + reply.Header("X-Coder-Request-Id") +
                        "' AND (" + condition + ")");
}

TEST(ProfileAudit, TheRowSaysWhoChangedWhomUnderTheNewName) {
  const Person person = Shared().NewUser();
  const std::string username = FreshName();
  const Reply reply = SetProfile(Shared().owner().client, person, username, "New Name");
  EXPECT_EQ(Shared().Value("SELECT concat_ws(' ', user_id, action, resource_type, resource_id, resource_target, "
                           "status_code) FROM audit_logs WHERE request_id = '" +
                           reply.Header("X-Coder-Request-Id") + "'"),
            Shared().owner().id + " write user " + person.id + " " + username + " 200");
  EXPECT_EQ(Diff(reply),
            (boost::json::object{{"username", Changed(person.username, username)}, {"name", Changed("", "New Name")}}));
}

TEST(ProfileAudit, TheDiffHoldsOnlyWhatChanged) {
  const Person person = Shared().NewUser();
  const Reply named = SetProfile(person.client, person, person.username, "New Name");
  EXPECT_EQ(Diff(named), (boost::json::object{{"name", Changed("", "New Name")}}));
  EXPECT_EQ(Diff(SetProfile(person.client, person, person.username, "New Name")), boost::json::object());
}

TEST(ProfileAudit, ARefusedChangeIsNeverWrittenDownAsDone) {
  const Person person = Shared().NewUser();
  const Person auditor = Shared().NewUser({"auditor"});
  for (const Reply& reply : {SetProfile(person.client, person, ""), SetProfile(person.client, person, auditor.username),
                             SetProfile(auditor.client, person, FreshName())}) {
    EXPECT_GE(reply.status, 400);
    EXPECT_EQ(CountRows(reply, "status_code < 400 OR diff <> '{}'"), "0") << reply.body;
  }
}

TEST(ProfileRaces, OfTwoWhoChooseOneNameOneGetsIt) {
  const Person one = Shared().NewUser();
  const Person other = Shared().NewUser();
  const std::string name = FreshName();
  HeldRows held(Shared(), "SELECT FROM users WHERE id IN ('" + one.id + "', '" + other.id + "') FOR UPDATE");
  auto first = Begin([&] { return SetProfile(one.client, one, name); });
  auto second = Begin([&] { return SetProfile(other.client, other, name); });
  held.AwaitWaiting(2);  // Both have found the name free.
  held.Release();
  Reply replies[] = {first.get(), second.get()};
  std::sort(std::begin(replies), std::end(replies), [](const Reply& a, const Reply& b) { return a.status < b.status; });
  EXPECT_EQ(replies[0].status, 200) << replies[0].body;
  EXPECT_TRUE(IsEnvelope(replies[1], 409));
  EXPECT_EQ(Fields(replies[1]), std::vector<std::string>{"username"});
  for (const auto& [reply, rows] : {std::pair{replies[0], "1"}, {replies[1], "0"}}) {
    EXPECT_EQ(CountRows(reply, "status_code = 200"), rows);
  }
}

TEST(ProfileRaces, AChangeLosesAgainstANewUserOfThatName) {
  const Person person = Shared().NewUser();
  const std::string name = FreshName();
  HeldRows held(Shared(), LockUser(person));
  auto change = Begin([&] { return SetProfile(person.client, person, name); });
  held.AwaitWaiting(1);
  EXPECT_EQ(Shared().owner().client.Post(kUsers, NewUserBody(Shared(), name)).status, 201);
  held.Release();
  const Reply reply = change.get();
  EXPECT_TRUE(IsEnvelope(reply, 409));
  EXPECT_EQ(Fields(reply), std::vector<std::string>{"username"});
}

TEST(ProfileRaces, TwoChangesOfOneUserComeOneAfterTheOther) {
  const Person person = Shared().NewUser();
  HeldRows held(Shared(), LockUser(person));
  auto first = Begin([&] { return SetProfile(person.client, person, person.username, "First"); });
  held.AwaitWaiting(1);
  auto second = Begin([&] { return SetProfile(person.client, person, person.username, "Second"); });
  held.AwaitWaiting(2);
  held.Release();
  EXPECT_EQ(Diff(first.get()), (boost::json::object{{"name", Changed("", "First")}}));
  EXPECT_EQ(Diff(second.get()), (boost::json::object{{"name", Changed("First", "Second")}}));
}

}  // namespace
}  // namespace postern::test
