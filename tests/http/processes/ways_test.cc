// A program runs in the three ways that FastCGI hosts know: a socket as fd 0, --listen, and plain CGI.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

#include "tests/http/processes/served_program.h"
#include "tests/support/raw_client.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

struct Served {
  const char* program;
  const char* path;
  int status;
};

void PrintTo(const Served& one, std::ostream* out) {
  *out << one.program;
}

Environment Database() {
  return {{"CODER_PG_CONNECTION_URL", UntouchedDatabase().url()}};
}

// A listening socket on loopback, and its address as the client takes it.
int ListenOnLoopback(std::string& address) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in any{};
  any.sin_family = AF_INET;
  any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof any;
  bind(fd, reinterpret_cast<sockaddr*>(&any), size);
  listen(fd, 16);
  getsockname(fd, reinterpret_cast<sockaddr*>(&any), &size);
  address = "tcp:127.0.0.1:" + std::to_string(ntohs(any.sin_port));
  return fd;
}

// What the program says as CGI, with this input on stdin. Errors alone are logged: the log shares the file.
Reply AsCgi(const std::string& program, const Environment& request, const std::string& input) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0 || write(ends[1], input.data(), input.size()) < 0)
    throw std::runtime_error("no pipe");
  Environment environment = Database();
  environment.insert(request.begin(), request.end());
  Program cgi(program, {"--log-level=error"}, environment, ends[0]);
  const int status = cgi.AwaitEnd();  // The pipe is still open for writing: no end of input is waited for.
  close(ends[0]);
  close(ends[1]);
  EXPECT_EQ(status, 0);
  return ParseReply(cgi.Output());
}

class Ways : public testing::TestWithParam<Served> {};

TEST_P(Ways, WithItsListeningSocketAsFd0) {
  std::string address;
  const int fd = ListenOnLoopback(address);
  Program program(GetParam().program, {}, Database(), fd);
  EXPECT_EQ(FastcgiClient(address).Get(GetParam().path).status, GetParam().status) << program.Output();
  close(fd);
}

TEST_P(Ways, WithListenUnix) {
  const ServedProgram program(GetParam().program, UntouchedDatabase().url());
  EXPECT_EQ(program.Get(GetParam().path).status, GetParam().status);
}

TEST_P(Ways, WithListenTcp) {
  const std::string address = "tcp:127.0.0.1:" + std::to_string(FreePort());
  Program program(GetParam().program, {"--listen=" + address}, Database());
  ASSERT_TRUE(Eventually([&] { return IsServed(address); })) << program.Output();
  EXPECT_EQ(FastcgiClient(address).Get(GetParam().path).status, GetParam().status);
}

TEST_P(Ways, AsPlainCgi) {
  const Reply reply = AsCgi(GetParam().program, {{"REQUEST_METHOD", "GET"}, {"REQUEST_URI", GetParam().path}}, "");
  EXPECT_EQ(reply.status, GetParam().status) << reply.body;
  EXPECT_EQ(reply.Header("Content-Type"), "application/json; charset=utf-8");
}

TEST_P(Ways, AnswersHealthzAndReadyzOnItsOwnSocket) {
  const ServedProgram program(GetParam().program, UntouchedDatabase().url());
  for (const char* path : {"/healthz", "/readyz"}) {
    const Reply reply = program.Get(path);
    EXPECT_EQ(reply.status, 200) << path;
    EXPECT_EQ(reply.body, "OK\n") << path;
    EXPECT_TRUE(reply.All("X-Accel-Redirect").empty()) << path;
  }
}

INSTANTIATE_TEST_SUITE_P(Programs, Ways,
                         testing::Values(Served{"postern-buildinfo", "/api/v2/buildinfo", 200},
                                         Served{"postern-users", "/api/v2/users/first", 404},
                                         Served{"postern-tokens", "/api/v2/users/me/keys/tokens", 401}));

TEST(PlainCgi, ReadsTheBodyFromStdinAndNoMoreThanWasAnnounced) {
  const std::string body = R"({"email":"nobody@example.com","password":""})";
  const Environment request = {{"REQUEST_METHOD", "POST"},
                               {"REQUEST_URI", "/api/v2/users/login"},
                               {"CONTENT_LENGTH", std::to_string(body.size())}};
  const Reply reply = AsCgi("postern-users", request, body + "what follows");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.Text("message"), "Validation failed.");
}

TEST(PlainCgi, TakesThePathFromScriptNameAndPathInfo) {
  const Environment request = {
      {"REQUEST_METHOD", "GET"}, {"SCRIPT_NAME", "/api/v2"}, {"PATH_INFO", "/buildinfo"}, {"QUERY_STRING", "x=1"}};
  EXPECT_EQ(AsCgi("postern-buildinfo", request, "").status, 200);
}

TEST(Fd0, WhatWaitsInTheQueueIsServedByWhoIsStartedNext) {
  std::string address;
  const int fd = ListenOnLoopback(address);
  {
    Program first("postern-buildinfo", {"--idle-exit=50ms"}, Database(), fd);
    EXPECT_EQ(FastcgiClient(address).Get("/healthz", false).status, 200);
    ASSERT_EQ(first.AwaitEnd(), 0);
  }
  const FastcgiClient waiting(address);
  waiting.Begin(FastcgiRequest("GET", "/healthz"));
  waiting.EndBody();
  const Program second("postern-buildinfo", {}, Database(), fd);
  EXPECT_EQ(waiting.Read().status, 200);
  close(fd);
}

std::ptrdiff_t CountThreads(pid_t pid) {
  const std::filesystem::directory_iterator threads("/proc/" + std::to_string(pid) + "/task");
  return std::distance(begin(threads), end(threads));
}

// The thread sanitizer has a thread of its own in each program.
int ThreadsOfTheSanitizer() {
  return ReadFile(ProgramPath("postern-buildinfo")).find("libtsan.so") != std::string::npos ? 1 : 0;
}

TEST(Fd0, WhatConnectsWhileTheFirstEndsWaitsForWhoIsStartedNext) {
  std::string address;
  const int fd = ListenOnLoopback(address);
  Program first("postern-buildinfo", {"--drain-timeout=10m"}, Database(), fd);
  const FastcgiClient kept(address);
  EXPECT_EQ(kept.Get("/healthz").status, 200);
  first.Signal(SIGTERM);
  // Of its threads all end but the main one, that of the background, and the one that has the kept connection.
  const int left = 3 + ThreadsOfTheSanitizer();
  ASSERT_TRUE(Eventually([&] { return kept.Get("/healthz").status == 200 && CountThreads(first.pid()) <= left; }));
  const FastcgiClient waiting(address);
  waiting.Begin(FastcgiRequest("GET", "/api/v2/buildinfo"));
  waiting.EndBody();
  EXPECT_EQ(kept.Get("/healthz").status, 200);
  const Program second("postern-buildinfo", {}, Database(), fd);
  EXPECT_EQ(waiting.Read().status, 200);
  EXPECT_NE(second.Output().find("/api/v2/buildinfo"), std::string::npos) << first.Output();
  EXPECT_EQ(first.Output().find("/api/v2/buildinfo"), std::string::npos);
  close(fd);
}

TEST(Replicas, AnyOfThemAnswersAnyRequestOnOneSocket) {
  std::string address;
  const int fd = ListenOnLoopback(address);
  const Program first("postern-buildinfo", {}, Database(), fd);
  const Program second("postern-buildinfo", {}, Database(), fd);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(FastcgiClient(address).Get("/api/v2/buildinfo", false).status, 200);
  close(fd);
}

}  // namespace
}  // namespace postern::test
