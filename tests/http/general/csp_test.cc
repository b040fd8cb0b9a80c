// Reports of violations of the content security policy.
#include "tests/support/answers.h"

namespace postern::test {
namespace {

constexpr char kReports[] = "/api/v2/csp/reports";

// As a browser sends it, of a script from that host.
std::string Report(const std::string& host,
                   const std::string& document = "https://coder.example.com/workspaces?querypart") {
  return R"({"csp-report":{"document-uri":")" + document + R"(","violated-directive":"script-src-elem",)" +
         R"("effective-directive":"script-src-elem","blocked-uri":"https://)" + host + R"(/x.js?querypart"}})";
}

Reply Send(const Client& client, const std::string& body, const std::string& type = "application/csp-report",
           const std::string& path = kReports, Headers headers = {}) {
  headers.emplace_back("Content-Type", type);
  return client.Send("POST", path, &body, headers);
}

// The entries that owners are shown of things from this host.
std::vector<boost::json::object> Shown(Site& site, const std::string& host) {
  std::vector<boost::json::object> shown;
  const boost::json::value all = site.owner().client.Get(kReports).Json();
  for (const boost::json::value& entry : all.as_array()) {
    if (std::string_view(entry.at("blocked_origin").as_string()) == "https://" + host)
      shown.push_back(entry.as_object());
  }
  return shown;
}

// Of all tests that need a site whose shapes are those of codersdk.
Site& CodersdkSite() {
  static Site site({}, {"--response-shapes=codersdk"});
  return site;
}

TEST(CspReports, AreAnsweredWithOkWhateverTheirTypeAndWhoeverSends) {
  for (const char* type : {"application/csp-report", "application/json", "application/json; charset=utf-8",
                           "application/reports+json", "text/plain"}) {
    const Reply reply = Send(Shared().owner().client, Report("types.example"), type);
    EXPECT_EQ(reply.status, 200) << type;
    EXPECT_EQ(reply.body, "\"ok\"\n");
    EXPECT_EQ(reply.Header("Content-Type"), "application/json; charset=utf-8");
  }
  EXPECT_EQ(Send(Shared().NewUser().client, Report("types.example")).status, 200);
}

TEST(CspReports, OfOneKindAreOneEntryWithoutQueries) {
  for (int i = 0; i < 3; ++i) ASSERT_EQ(Send(Shared().NewUser().client, Report("counted.example")).status, 200);
  ASSERT_EQ(Send(Shared().owner().client, Report("counted.example", "https://coder.example.com/other")).status, 200);
  const std::vector<boost::json::object> shown = Shown(Shared(), "counted.example");
  ASSERT_EQ(shown.size(), 2U);
  EXPECT_EQ(shown[0].at("document_path"), "/other") << "the last seen first";
  EXPECT_EQ(shown[1].at("document_path"), "/workspaces");
  EXPECT_EQ(shown[1].at("directive"), "script-src-elem");
  EXPECT_EQ(shown[1].at("count"), 3);
  EXPECT_NE(shown[1].at("first_seen"), shown[1].at("last_seen"));
  EXPECT_EQ(shown[1].size(), 6U);
  EXPECT_EQ(Shared().owner().client.Get(kReports).body.find("querypart"), std::string::npos);
}

TEST(CspReports, AreTakenInBatches) {
  const std::string body = R"([{"type":"csp-violation","body":{"blockedURL":"https://batch.example/y.js?querypart",
      "documentURL":"https://coder.example.com/a?querypart","effectiveDirective":"script-src"}},
      {"type":"deprecation","body":{"id":"z"}}])";
  EXPECT_EQ(Send(Shared().owner().client, body, "application/reports+json").status, 200);
  EXPECT_EQ(Send(Shared().owner().client, "[]", "application/reports+json").status, 200);
  EXPECT_EQ(Shown(Shared(), "batch.example").size(), 1U);
}

TEST(CspReports, OfExtensionsAreTakenAndForgotten) {
  const std::string body =
      R"({"csp-report":{"effective-directive":"img-src","blocked-uri":"chrome-extension://noise/a"}})";
  EXPECT_EQ(Send(Shared().owner().client, body).status, 200);
  EXPECT_EQ(Shared().owner().client.Get(kReports).body.find("extension"), std::string::npos);
}

TEST(CspReports, NeedASessionThatABrowserSendsByItself) {
  const Person person = Shared().NewUser();
  const Client anonymous = Shared().anonymous();
  const std::string token = person.client.token();
  EXPECT_EQ(Send(anonymous, Report("a.example"), "application/csp-report", kReports,
                 {{"Cookie", "coder_session_token=" + token}})
                .status,
            200)
      << "without proof against cross-site requests";
  EXPECT_EQ(Send(anonymous, Report("a.example"), "text/plain", std::string(kReports) + "?coder_session_token=" + token)
                .status,
            200);
  EXPECT_TRUE(IsEnvelope(Send(anonymous, Report("a.example")), 401, kSignedOut));
  EXPECT_TRUE(IsEnvelope(Send(anonymous.WithToken("no-token"), Report("a.example")), 401, kSignedOut));
  EXPECT_TRUE(IsEnvelope(Send(anonymous, "{"), 401, kSignedOut)) << "the session comes before the body";
}

TEST(CspReports, ThatCannotBeReadAreRefused) {
  for (const char* body : {"", "{", "7", R"({"csp-report":3})", "[3]"}) {
    EXPECT_TRUE(IsEnvelope(Send(Shared().owner().client, body), 400)) << body;
  }
}

TEST(CspReports, MayHave64KibibytesAndNoMore) {
  const auto padded = [](std::size_t size) {
    std::string body = R"({"csp-report":{"original-policy":""}})";
    return body.insert(body.size() - 3, std::string(size - body.size(), 'x'));
  };
  EXPECT_EQ(Send(Shared().owner().client, padded(65536)).status, 200);
  EXPECT_TRUE(IsEnvelope(Send(Shared().owner().client, padded(65537)), 413, "65536"));
  EXPECT_TRUE(IsEnvelope(Send(Shared().owner().client, padded(1'500'000)), 413));
}

TEST(CspReports, AreShownToOwnersAndAuditorsAlone) {
  EXPECT_EQ(Shared().NewUser({"auditor"}).client.Get(kReports).status, 200);
  for (const char* role : {"user-admin", "template-admin", "member"}) {
    const std::vector<std::string> roles =
        role == std::string("member") ? std::vector<std::string>() : std::vector<std::string>{role};
    EXPECT_TRUE(IsEnvelope(Shared().NewUser(roles).client.Get(kReports), 403)) << role;
  }
  const Client& owner = Shared().owner().client;
  const Client narrow = owner.WithToken(Shared().CreateToken(owner, {{"scope", "application_connect"}}));
  EXPECT_TRUE(IsEnvelope(narrow.Get(kReports), 403));
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get(kReports), 401));
}

TEST(CspReports, HaveTwoMethods) {
  for (const char* method : {"PUT", "PATCH", "DELETE", "HEAD"}) {
    const Reply reply = Shared().owner().client.Send(method, kReports);
    EXPECT_EQ(reply.status, 405) << method;
    EXPECT_EQ(reply.All("Allow"), (std::vector<std::string>{"GET", "POST"})) << method;
  }
  EXPECT_EQ(Shared().anonymous().Get("/api/v2/csp/nothing").status, 401);
  EXPECT_TRUE(IsEnvelope(Shared().owner().client.Get("/api/v2/csp/nothing"), 404));
}

TEST(CspReports, NeedNoSessionForClientsBuiltWithCodersdk) {
  Site& site = CodersdkSite();
  for (const Client& client : {site.anonymous(), site.anonymous().WithToken("no-token"), site.owner().client}) {
    const Reply reply = Send(client, Report("open.example"));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, "\"ok\"\n");
    EXPECT_TRUE(IsEnvelope(Send(client, "{"), 400));
  }
  EXPECT_TRUE(IsEnvelope(site.anonymous().Get(kReports), 401)) << "who reads them is asked all the same";
  EXPECT_EQ(Shown(site, "open.example").size(), 1U);
}

TEST(CspReports, OfANewKindAreLoggedOnceWithoutQueries) {
  Site& site = CodersdkSite();
  for (int i = 0; i < 3; ++i) ASSERT_EQ(Send(site.anonymous(), Report("logged.example")).status, 200);
  ASSERT_EQ(Shown(site, "logged.example").size(), 1U) << "nothing waits any more";
  const std::string log = site.Log("csp");
  const std::size_t line = log.find("https://logged.example");
  ASSERT_NE(line, std::string::npos) << log;
  EXPECT_EQ(log.find("logged.example", line + 20), std::string::npos);
  EXPECT_EQ(log.find("querypart"), std::string::npos);
}

TEST(CspReports, OfAFloodAreAllCountedWhereTheKindIsKnown) {
  Site& site = CodersdkSite();
  for (int i = 0; i < 200; ++i) ASSERT_EQ(Send(site.anonymous(), Report("flood.example")).status, 200);
  const std::vector<boost::json::object> shown = Shown(site, "flood.example");
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_EQ(shown[0].at("count"), 200);
}

TEST(CspReports, OfMoreKindsThanMayComeAtOnceAreShed) {
  std::string body = "[";
  for (int i = 0; i < 500; ++i) {
    body += R"({"type":"csp-violation","body":{"blockedURL":"https://shed)" + std::to_string(i) + R"(.example"}},)";
  }
  body.back() = ']';
  const Client& owner = Shared().owner().client;
  ASSERT_EQ(Send(owner, body, "application/reports+json").status, 200);
  int kept = 0;
  const boost::json::value all = owner.Get(kReports).Json();
  for (const boost::json::value& entry : all.as_array()) {
    if (entry.at("blocked_origin").as_string().starts_with("https://shed")) ++kept;
  }
  EXPECT_EQ(kept, 4);
}

TEST(CspReports, OfAFloodOfNewKindsAreNotAllLogged) {
  Site site({}, {"--response-shapes=codersdk"});
  for (int i = 0; i < 40; ++i) {
    ASSERT_EQ(Send(site.anonymous(), Report("new" + std::to_string(i) + ".example")).status, 200);
  }
  const std::string log = site.Log("csp");
  std::size_t lines = 0;
  for (std::size_t at = log.find("https://new"); at != std::string::npos; at = log.find("https://new", at + 1)) ++lines;
  EXPECT_GE(lines, 20U);
  EXPECT_LT(lines, 40U);
}

}  // namespace
}  // namespace postern::test
