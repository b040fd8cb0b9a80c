#include "service/healthcheck.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "fcgi/client.h"

namespace postern::service {
namespace {

constexpr const char* kPath = "/healthz";

void EndLate(int) {
  constexpr std::string_view kLine = "--healthcheck: no answer within 3 seconds\n";
  static_assert(kHealthcheckLimit.count() == 3);
  [[maybe_unused]] const ssize_t told = write(STDERR_FILENO, kLine.data(), kLine.size());
  _exit(1);
}

absl::StatusOr<int> Ask(const std::string& address) {
  const absl::StatusOr<fcgi::Client> client = fcgi::Client::Connect(address, kHealthcheckLimit);
  if (!client.ok()) return client.status();
  absl::Status sent = client->Begin({{"REQUEST_METHOD", "GET"},
                                     {"REQUEST_URI", kPath},
                                     {"SERVER_PROTOCOL", "HTTP/1.1"},
                                     {"REMOTE_ADDR", "127.0.0.1"}},
                                    /*keep=*/false);
  if (sent.ok()) sent = client->EndBody();
  if (!sent.ok()) return sent;
  const absl::StatusOr<std::string> output = client->Read();
  if (!output.ok()) return output.status();
  return fcgi::StatusOf(*output);
}

int Fail(const std::string& why) {
  std::fprintf(stderr, "--healthcheck: %s\n", why.c_str());
  return 1;
}

}  // namespace

void LimitHealthcheck() {
  std::signal(SIGALRM, &EndLate);
  alarm(static_cast<unsigned>(kHealthcheckLimit.count()));
}

int CheckHealth(const std::string& address) {
  if (address.empty()) {
    return Fail("there is no --listen: a socket that is handed over as fd 0 has no address to ask");
  }
  LimitHealthcheck();
  const absl::StatusOr<int> status = Ask(address);
  if (!status.ok()) return Fail(absl::StrCat(address, ": ", status.status().message()));
  return *status == 200 ? 0 : Fail(absl::StrCat(address, ": ", kPath, " is answered ", *status));
}

}  // namespace postern::service
