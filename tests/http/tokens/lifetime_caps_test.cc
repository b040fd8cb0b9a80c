// The cap of a role, on every path that makes a key, for oneself and for another, in several shapes of the two caps.
#include <limits>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "tests/http/tokens/keys.h"

namespace postern::test {
namespace {

using std::int64_t;

constexpr int64_t kDefaultHours = 168;
constexpr int64_t kSessionHours = 24;

struct Shape {
  const char* name;
  int64_t member_hours;
  int64_t owner_hours;
  Site::Environment environment;
};

void PrintTo(const Shape& shape, std::ostream* out) {
  *out << shape.name;
}

const Shape kShapes[] = {
    {"AsShipped", 876'600, 168, {}},
    {"OwnersAbove", 168, 336, {{"CODER_MAX_TOKEN_LIFETIME", "168h"}, {"CODER_MAX_ADMIN_TOKEN_LIFETIME", "336h"}}},
    {"OwnersBelow", 336, 168, {{"CODER_MAX_TOKEN_LIFETIME", "336h0m0s"}, {"CODER_MAX_ADMIN_TOKEN_LIFETIME", "168h"}}},
    {"Short", 2, 1, {{"CODER_MAX_TOKEN_LIFETIME", "2h"}, {"CODER_MAX_ADMIN_TOKEN_LIFETIME", "60m"}}},
    {"MixedUnits",
     36,
     50,
     {{"CODER_MAX_TOKEN_LIFETIME", "1.5h34h30m"}, {"CODER_MAX_ADMIN_TOKEN_LIFETIME", "179999s1000ms"}}}};

// A site of one shape and its people.
struct Deployment {
  explicit Deployment(const Shape& shape)
      : own(shape.environment.empty() ? nullptr : std::make_unique<Site>(shape.environment)) {}

  std::unique_ptr<Site> own;  // None for the shipped options.
  Site& site = own ? *own : Shared();
  const Person member = site.NewUser();
  const Person owner = site.NewUser({"owner"});
};

struct Target {
  std::string label;
  const Person& person;
  Client asker;
  std::string keys;  // The path.
  int64_t cap_hours;

  int64_t cap() const { return cap_hours * kHourNs; }
  std::string tokens() const { return keys + "/tokens"; }
};

class LifetimeCap : public testing::TestWithParam<Shape> {
 protected:
  static void TearDownTestSuite() { deployments_.clear(); }

  LifetimeCap() : deployment_(Find()) {}

  // A member and an owner, each asking for themselves and asked for by an owner.
  std::vector<Target> Targets() const {
    const Client& admin = site_.owner().client;
    const Person& member = deployment_.member;
    const Person& owner = deployment_.owner;
    return {{"a member for themselves", member, member.client, kKeys, GetParam().member_hours},
            {"an owner for themselves", owner, owner.client, kKeys, GetParam().owner_hours},
            {"an owner for a member", member, admin, KeysOf(member), GetParam().member_hours},
            {"an owner for another owner", owner, admin, KeysOf(owner), GetParam().owner_hours}};
  }

  void ExpectLifetime(const Client& key, int64_t nanoseconds) {
    EXPECT_EQ(StoredMicros(site_, key), nanoseconds / 1000);
    EXPECT_EQ(StoredKey(site_, key).Get("lifetime_seconds"), std::to_string(nanoseconds / 1'000'000'000));
    EXPECT_EQ(key.Get(kMe).status, 200);
  }

  // Refused with 400, this in its detail, and nothing made.
  void ExpectRefusal(const Target& target, int64_t lifetime, const std::string& detail) {
    SCOPED_TRACE(target.label + ": " + std::to_string(lifetime));
    const int before = CountKeys(site_, target.person);
    const Reply reply = target.asker.Post(target.tokens(), {{"lifetime", lifetime}});
    EXPECT_TRUE(IsEnvelope(reply, 400));
    EXPECT_NE(reply.Text("detail").find(detail), std::string::npos) << reply.body;
    EXPECT_FALSE(reply.Json().as_object().contains("validations"));
    EXPECT_EQ(CountKeys(site_, target.person), before);
  }

 private:
  static Deployment& Find() {
    std::unique_ptr<Deployment>& found = deployments_[GetParam().name];
    if (!found) found = std::make_unique<Deployment>(GetParam());
    return *found;
  }
  static std::map<std::string, std::unique_ptr<Deployment>> deployments_;

 protected:
  Deployment& deployment_;
  Site& site_ = deployment_.site;
};
std::map<std::string, std::unique_ptr<Deployment>> LifetimeCap::deployments_;

TEST_P(LifetimeCap, TokenconfigShowsTheCapOfTheTarget) {
  for (const Target& target : Targets()) {
    const boost::json::value expected = {{"max_token_lifetime", target.cap()}};
    EXPECT_EQ(target.asker.Get(target.tokens() + "/tokenconfig").Json(), expected) << target.label;
  }
}

TEST_P(LifetimeCap, UpToTheCapIsGrantedAsAskedTheCapIncluded) {
  for (const Target& target : Targets()) {
    SCOPED_TRACE(target.label);
    for (const int64_t lifetime : {target.cap(), target.cap() - 1, target.cap() / 2}) {
      ExpectLifetime(Made(target.asker, target.asker.Post(target.tokens(), {{"lifetime", lifetime}})), lifetime);
    }
  }
}

TEST_P(LifetimeCap, AboveTheCapIsRefusedFromOneNanosecondOn) {
  for (const Target& target : Targets()) {
    const std::string detail = absl::StrCat("lifetime must be less than ", target.cap_hours, "h0m0s");
    for (const int64_t lifetime :
         {target.cap() + 1, target.cap() + 1000, target.cap() + kHourNs, std::numeric_limits<int64_t>::max()}) {
      ExpectRefusal(target, lifetime, detail);
    }
  }
}

TEST_P(LifetimeCap, ANegativeLifetimeIsRefused) {
  for (const Target& target : Targets()) {
    for (const int64_t lifetime : {int64_t{-1}, -target.cap(), std::numeric_limits<int64_t>::min()}) {
      ExpectRefusal(target, lifetime, "positive");
    }
  }
}

TEST_P(LifetimeCap, AbsentZeroAndNullAreTheDefaultCutToTheCap) {
  for (const Target& target : Targets()) {
    SCOPED_TRACE(target.label);
    for (const boost::json::object& body : {boost::json::object{}, {{"lifetime", 0}}, {{"lifetime", nullptr}}}) {
      ExpectLifetime(Made(target.asker, target.asker.Post(target.tokens(), body)),
                     std::min(kDefaultHours, target.cap_hours) * kHourNs);
    }
  }
}

TEST_P(LifetimeCap, ASessionKeyIsTheDefaultCutToTheCap) {
  for (const Target& target : Targets()) {
    SCOPED_TRACE(target.label);
    ExpectLifetime(Made(target.asker, target.asker.Post(target.keys)),
                   std::min(kDefaultHours, target.cap_hours) * kHourNs);
  }
}

TEST_P(LifetimeCap, ALoginIsTheSessionDurationCutToTheCap) {
  for (const auto& [person, hours] :
       {std::pair{deployment_.member, GetParam().member_hours}, std::pair{deployment_.owner, GetParam().owner_hours}}) {
    SCOPED_TRACE(person.username);
    ExpectLifetime(site_.Login(person.email).client, std::min(kSessionHours, hours) * kHourNs);
  }
}

TEST_P(LifetimeCap, ASessionUsedNearItsEndDoesNotPassTheCap) {
  for (const auto& [person, hours] :
       {std::pair{deployment_.member, GetParam().member_hours}, std::pair{deployment_.owner, GetParam().owner_hours}}) {
    SCOPED_TRACE(person.username);
    for (const Client& key : {site_.Login(person.email).client, MakeSessionKey(person.client)}) {
      StoredKey(site_, key).Set("created_at = now() - interval '30 minutes', expires_at = now() + interval '1 minute'");
      EXPECT_EQ(key.Get(kMe).status, 200);
      EXPECT_LE(StoredMicros(site_, key), hours * kHourNs / 1000);
    }
  }
}

TEST_P(LifetimeCap, OwnersBelowMembersWarnOnceWhereChosen) {
  const std::string output = site_.Output();
  std::size_t found = 0;
  for (std::size_t at = output.find("--max-admin-token-lifetime"); at != std::string::npos;
       at = output.find("--max-admin-token-lifetime", at + 1)) {
    ++found;
  }
  const bool chosen_below = !GetParam().environment.empty() && GetParam().owner_hours < GetParam().member_hours;
  EXPECT_EQ(found, chosen_below ? 1U : 0U) << output;
  EXPECT_EQ(output.find("--max-token-lifetime") != std::string::npos, chosen_below) << output;
}

INSTANTIATE_TEST_SUITE_P(Shapes, LifetimeCap, testing::ValuesIn(kShapes),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace postern::test
