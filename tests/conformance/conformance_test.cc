// Every route, asked by everybody: the cases of cases/*.case, one test each. Answers are written to the file that
// POSTERN_ANSWERS names, a line of JSON each, for `validate` to hold against docs/openapi.json.
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "boost/json/parse.hpp"
#include "boost/json/serialize.hpp"
#include "http/router.h"
#include "tests/conformance/body_pattern.h"
#include "tests/conformance/case_file.h"
#include "tests/conformance/world.h"
#include "tests/support/answers.h"

namespace postern::conformance {
namespace {

const boost::json::object& Document() {
  static const auto document = boost::json::parse(test::ReadFile(POSTERN_OPENAPI)).as_object();
  return document;
}

const boost::json::object& Shapes() {
  static const auto shapes = boost::json::parse(test::ReadFile(POSTERN_CASES "/shapes.json")).as_object();
  return shapes;
}

// The operations of the document, and which of them a request means.
class Operations {
 public:
  Operations() {
    for (const auto& [path, operations] : Document().at("paths").as_object()) {
      for (const auto& [method, unused] : operations.as_object()) {
        const std::string verb = absl::AsciiStrToUpper(std::string(method));
        names_.push_back(absl::StrCat(verb, " ", std::string(path)));
        router_.Add(verb, std::string(path) + "/");
      }
    }
  }

  const std::vector<std::string>& names() const { return names_; }

  // "" for a request that means none.
  std::string Of(const Case& said) const {
    const auto match = router_.Find(said.method, said.path.substr(0, said.path.find('?')));
    return match.route ? names_[*match.route] : "";
  }

 private:
  std::vector<std::string> names_;
  http::Router router_;
};

const Operations& All() {
  static const Operations operations;
  return operations;
}

// The site that a case asks. A new one is there for the one request. None of them asks the outside for a newer release.
class Sites {
 public:
  test::Site& Get(const std::string& name) {
    if (name == "shipped") return Kept<false>();
    if (name == "codersdk") return Kept<true>();
    if (name != "new") throw std::runtime_error("no site is called " + name);
    fresh_ = std::make_unique<test::Site>();
    return *fresh_;
  }

 private:
  template <bool kCodersdk>
  static test::Site& Kept() {
    const test::Environment environment = {{"CODER_UPDATE_CHECK", "false"},
                                           {"POSTERN_RESPONSE_SHAPES", kCodersdk ? "codersdk" : "reference"}};
    static test::Site site(environment);
    return site;
  }

  std::unique_ptr<test::Site> fresh_;
};

void Record(const Case& said, const std::string& who, const test::Reply& reply) {
  static std::ofstream file = [] {
    const char* name = std::getenv("POSTERN_ANSWERS");
    return name == nullptr ? std::ofstream() : std::ofstream(name);
  }();
  if (!file.is_open()) return;
  file << boost::json::serialize(boost::json::object{{"case", said.file + ": " + said.title + ": " + who},
                                                     {"operation", All().Of(said)},
                                                     {"shapes", said.site == "codersdk" ? "codersdk" : "reference"},
                                                     {"status", reply.status},
                                                     {"type", reply.Header("Content-Type")},
                                                     {"body", reply.body}})
       << std::endl;
}

void ExpectHeaders(const test::Headers& wanted, const test::Reply& reply) {
  for (const auto& [name, value] : wanted) {
    const std::string found = reply.Header(name);
    EXPECT_TRUE(value == "<any>" ? !found.empty() : found == value) << name << " is \"" << found << '"';
  }
}

void ExpectBody(const Expectation& expected, World& world, const test::Reply& reply) {
  if (!expected.body.empty()) {
    EXPECT_EQ(Mismatch(boost::json::parse(world.Fill(expected.body)), reply.Json(), Shapes()), "");
  } else if (reply.status >= 400) {
    EXPECT_TRUE(test::IsEnvelope(reply, expected.status));
  } else {
    EXPECT_EQ(reply.body, "");
  }
}

void Ask(const Case& said, const Expectation& expected, const std::string& who) {
  SCOPED_TRACE(absl::StrCat(said.file, ".case:", expected.line, ": ", who));
  Sites sites;
  World world(sites.Get(said.site), who);
  const std::string body = world.Fill(said.body);
  test::Headers headers;
  for (const auto& [name, value] : said.headers) headers.emplace_back(name, world.Fill(value));
  const test::Reply reply =
      world.client().Send(said.method, world.Fill(said.path), said.body.empty() ? nullptr : &body, headers);
  Record(said, who, reply);
  ASSERT_EQ(reply.status, expected.status) << reply.body;
  ExpectHeaders(expected.headers, reply);
  ExpectBody(expected, world, reply);
}

const std::vector<Case>& Cases() {
  static const std::vector<Case> cases = ReadCases(POSTERN_CASES);
  return cases;
}

class Conformance : public testing::TestWithParam<std::size_t> {};

TEST_P(Conformance, EachGetsTheAnswerThatTheCaseSays) {
  const Case& said = Cases()[GetParam()];
  ASSERT_FALSE(said.expectations.empty());
  for (const Expectation& expected : said.expectations) {
    for (const std::string& who : expected.who) Ask(said, expected, who);
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, Conformance, testing::Range(std::size_t{0}, Cases().size()),
                         [](const auto& one) { return Cases()[one.param].name; });

TEST(ConformanceCases, SpeakOfEveryDocumentedRouteToEverybody) {
  std::map<std::string, std::set<std::string>> asked;
  for (const Case& said : Cases()) {
    for (const Expectation& expected : said.expectations) {
      asked[All().Of(said)].insert(expected.who.begin(), expected.who.end());
    }
  }
  for (const std::string& operation : All().names()) {
    for (const char* who : kWho) EXPECT_TRUE(asked[operation].contains(who)) << operation << " is not asked by " << who;
  }
}

TEST(ConformanceCases, SpeakOfNoRouteThatIsNotDocumented) {
  for (const Case& said : Cases()) EXPECT_NE(All().Of(said), "") << said.method << " " << said.path;
}

}  // namespace
}  // namespace postern::conformance
