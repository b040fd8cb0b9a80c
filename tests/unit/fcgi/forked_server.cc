#include "tests/unit/fcgi/forked_server.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include "tests/support/program.h"

namespace postern::fcgi {
namespace {

constexpr std::size_t kLarge = 5'000'000;

bool Answers(const std::string& address) {
  try {
    return test::FastcgiClient(address).Get("/", false).status == 200;
  } catch (const std::runtime_error&) {
    return false;
  }
}

}  // namespace

ForkedServer::ForkedServer(ServerOptions options)
    : folder_(test::MakeFolder()), path_(folder_ + "/socket"), address_("unix:" + path_) {
  options.listen.address = address_;
  if (pipe2(held_, O_CLOEXEC) != 0 || pipe2(release_, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  pid_ = fork();
  if (pid_ == 0) _exit(Serve(options, [this](const http::Request& request) { return Answer(request); }));
  // One that is to end when idle may have done so before it was asked.
  const auto begun = [this] { return Answers(address_) || AwaitEnd(std::chrono::milliseconds(0)) == 0; };
  if (!test::Eventually(begun)) throw std::runtime_error("the server does not answer");
}

ForkedServer::~ForkedServer() {
  if (status_ < 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  for (const int fd : {held_[0], held_[1], release_[0], release_[1]}) close(fd);
  std::filesystem::remove_all(folder_);
}

http::Response ForkedServer::Answer(const http::Request& request) const {
  char byte = 'x';
  if (request.raw_path() == "/hold" && (write(held_[1], &byte, 1) != 1 || read(release_[0], &byte, 1) != 1)) _exit(3);
  if (request.raw_path() == "/throw") throw std::runtime_error("secret of the inside");
  if (request.raw_path() == "/large") return http::Text(http::kOk, std::string(kLarge, 'x'));
  if (request.body_state() == http::Request::BodyState::kTooLarge)
    return http::Envelope(http::kContentTooLarge, "too large");
  if (request.body_state() == http::Request::BodyState::kCutShort)
    return http::Envelope(http::kBadRequest, "cut short");
  http::Response response = http::Text(http::kOk, std::to_string(request.body().size()));
  if (request.raw_path() == "/split") response.Add("X-Text", "a\r\nX-Evil: 1").Add("X-Good", "b");
  return response;
}

void ForkedServer::AwaitHeld() const {
  char byte = 0;
  if (read(held_[0], &byte, 1) != 1) throw std::runtime_error("nothing is held");
}

void ForkedServer::Release() const {
  if (write(release_[1], "x", 1) != 1) throw std::runtime_error("cannot release");
}

void ForkedServer::Signal(int signal) const {
  kill(pid_, signal);
}

int ForkedServer::AwaitEnd(std::chrono::milliseconds within) {
  int status = 0;
  if (status_ < 0 && test::Eventually([&] { return waitpid(pid_, &status, WNOHANG) == pid_; }, within)) {
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  return status_;
}

}  // namespace postern::fcgi
