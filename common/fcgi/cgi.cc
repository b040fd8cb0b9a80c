#include "fcgi/cgi.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

extern char** environ;

namespace postern::fcgi {
namespace {

int ReadSome(char* buffer, std::size_t size) {
  ssize_t got;
  do {
    got = read(STDIN_FILENO, buffer, size);
  } while (got < 0 && errno == EINTR);
  return static_cast<int>(got);
}

bool WriteAll(const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t sent = write(STDOUT_FILENO, text.data() + written, text.size() - written);
    if (sent < 0 && errno != EINTR) return false;
    if (sent > 0) written += static_cast<std::size_t>(sent);
  }
  return true;
}

// The host sees the end of the answer. The number is taken, so that nothing else gets it by chance.
void EndOutput() {
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) return;
  dup2(nowhere, STDOUT_FILENO);
  close(nowhere);
}

}  // namespace

bool IsCgi() {
  return std::getenv("REQUEST_METHOD") != nullptr;
}

int ServeCgi(std::size_t max_body_bytes, const Handler& handler) {
  Parameters parameters = CopyParameters(environ);
  // A CGI host need not close stdin behind the body: no more than it announced is read.
  std::size_t left = DeclaredLength(parameters);
  Body body = ReadBody(
      [&](char* buffer, int size) {
        const std::size_t want = std::min(left, static_cast<std::size_t>(size));
        const int got = want == 0 ? 0 : ReadSome(buffer, want);
        if (got > 0) left -= static_cast<std::size_t>(got);
        return got;
      },
      max_body_bytes);
  const bool written = WriteAll(Answer(std::move(parameters), std::move(body), handler));
  EndOutput();
  return written ? 0 : 1;
}

}  // namespace postern::fcgi
