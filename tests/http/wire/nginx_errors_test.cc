// What nginx answers by itself is in JSON and carries our headers, once.
#include <gtest/gtest.h>

#include "tests/http/wire/answers.h"
#include "tests/support/raw_client.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

struct WireCase {
  const char* what;
  int status;
  std::string bytes;
};

void PrintTo(const WireCase& one, std::ostream* out) {
  *out << one.what;
}

std::string Request(const std::string& line, const std::string& headers) {
  return line + "\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n";
}

std::string Post(const std::string& headers) {
  return Request("POST /api/v2/users/login HTTP/1.1", headers);
}

class NginxError : public testing::TestWithParam<WireCase> {};

TEST_P(NginxError, IsAnEnvelopeWithOurHeaders) {
  const Reply reply = SendRaw(Site::Shared().anonymous().url(), GetParam().bytes);
  ExpectEnvelope(reply, GetParam().status);
  ExpectOurHeaders(reply);
}

INSTANTIATE_TEST_SUITE_P(
    Statuses, NginxError,
    testing::Values(
        WireCase{"MalformedRequestLine", 400, "NONSENSE\r\n\r\n"},
        WireCase{"NoTarget", 400, "GET HTTP/1.1\r\nHost: x\r\n\r\n"},
        WireCase{"RelativeTarget", 400, Request("GET api/v2/buildinfo HTTP/1.1", "")},
        WireCase{"NoHost", 400, "GET /api/v2/buildinfo HTTP/1.1\r\n\r\n"},
        WireCase{"TwoHosts", 400, Request("GET /api/v2/buildinfo HTTP/1.1", "Host: y\r\n")},
        WireCase{"BadHost", 400, "GET /api/v2/buildinfo HTTP/1.1\r\nHost: a/b\r\nConnection: close\r\n\r\n"},
        WireCase{"BadHeaderName", 400, Request("GET /api/v2/buildinfo HTTP/1.1", std::string("a\0b: c\r\n", 8))},
        WireCase{"BadContentLength", 400, Post("Content-Length: two\r\n")},
        WireCase{"NegativeContentLength", 400, Post("Content-Length: -1\r\n")},
        WireCase{"LengthAndChunked", 400, Post("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n")},
        WireCase{"BadChunk", 400, Post("Transfer-Encoding: chunked\r\n") + "zz\r\n"},
        WireCase{"EscapedNul", 400, Request("GET /api/v2/%00 HTTP/1.1", "")},
        WireCase{"BadEscape", 400, Request("GET /api/v2/%zz HTTP/1.1", "")},
        WireCase{"ConnectToAnAuthority", 400, Request("CONNECT example.com:443 HTTP/1.1", "")},
        WireCase{"Connect", 405, Request("CONNECT / HTTP/1.1", "")},
        WireCase{"Trace", 405, Request("TRACE /api/v2/buildinfo HTTP/1.1", "")},
        WireCase{"ConditionThatCannotHold", 412, Request("GET /healthz HTTP/1.1", "If-Match: \"x\"\r\n")},
        WireCase{"BodyTooLargeByLength", 413, Post("Content-Length: 2000000\r\n")},
        WireCase{"BodyTooLargeInChunks", 413, Post("Transfer-Encoding: chunked\r\n") + "fffffff\r\nxxxx"},
        WireCase{"TargetTooLong", 414, Request("GET /api/v2/" + std::string(20'000, 'x') + " HTTP/1.1", "")},
        WireCase{"HeaderTooLarge", 431, Request("GET /api/v2 HTTP/1.1", "X-Pad: " + std::string(20'000, 'x') + "\r\n")},
        WireCase{"UnknownTransferCoding", 501, Post("Transfer-Encoding: gzip\r\n")},
        WireCase{"UnknownVersion", 505, Request("GET /api/v2/buildinfo HTTP/3.0", "")},
        WireCase{"UnknownPath", 404, Request("GET /nothing HTTP/1.1", "")},
        WireCase{"UnknownPathInOldHttp", 404, "GET /nothing HTTP/1.0\r\n\r\n"}),
    [](const testing::TestParamInfo<WireCase>& one) { return one.param.what; });

TEST(NginxErrors, A405NamesMethods) {
  const Reply reply = SendRaw(Site::Shared().anonymous().url(), Request("TRACE /api/v2/buildinfo HTTP/1.1", ""));
  EXPECT_EQ(reply.status, 405);
  EXPECT_TRUE(Elements(reply, "Allow").contains("GET"));
}

TEST(NginxErrors, AHeadIsAnsweredWithoutABody) {
  const RawClient client(Site::Shared().anonymous().url());
  client.Write(Request("HEAD /nothing HTTP/1.1", ""));
  const std::string text = client.ReadToEnd();
  EXPECT_TRUE(text.starts_with("HTTP/1.1 404")) << text;
  EXPECT_TRUE(text.ends_with("\r\n\r\n")) << text;
}

TEST(NginxErrors, AMalformedRequestOnAKeptConnectionFollowsAGoodAnswer) {
  const RawClient client(Site::Shared().anonymous().url());
  client.Write("GET /api/v2 HTTP/1.1\r\nHost: x\r\n\r\nNONSENSE\r\n\r\n");
  const std::string text = client.ReadToEnd();
  EXPECT_TRUE(text.starts_with("HTTP/1.1 200")) << text;
  const std::size_t second = text.find("HTTP/1.1 400");
  ASSERT_NE(second, std::string::npos) << text;
  ExpectEnvelope(ParseReply(std::string_view(text).substr(second)), 400);
}

TEST(NginxErrors, AnUnderscoreInAHeaderNameDoesNotMakeItAnother) {
  Site& site = Site::Shared();
  const Reply reply = site.anonymous().Get("/api/v2/users/me", {{"Coder_Session_Token", site.owner().client.token()}});
  EXPECT_EQ(reply.status, 401);
}

TEST(NginxErrors, AProxyHeaderIsNoSetting) {
  EXPECT_EQ(Site::Shared().anonymous().Get("/api/v2/buildinfo", {{"Proxy", "http://evil.example"}}).status, 200);
}

}  // namespace
}  // namespace postern::test
