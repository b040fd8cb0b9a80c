// The smallest FastCGI service: threads that accept and answer until the process is killed.
#pragma once

#include <fcgiapp.h>
#include <signal.h>
#include <sys/stat.h>

#include <string_view>
#include <thread>
#include <vector>

namespace postern::bench {

// What each of our programs has by default: more than nginx keeps open.
inline constexpr int kThreads = 32;
inline constexpr int kBacklog = 511;

inline void Send(FCGX_Request& request, std::string_view answer) {
  FCGX_PutStr(answer.data(), static_cast<int>(answer.size()), request.out);
}

// Calls `answer(FCGX_Request&)` from all threads, on a new unix socket at `path` (at most 107 bytes, nothing there
// yet).
template <typename Function>
void Serve(const char* path, const Function& answer) {
  FCGX_Init();
  signal(SIGTERM, SIG_DFL);  // libfcgi's own handler would wait for one more request.
  signal(SIGPIPE, SIG_IGN);
  umask(0);  // nginx's workers are somebody else. The folder keeps all others out.
  const int listening = FCGX_OpenSocket(path, kBacklog);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      FCGX_Request request;
      FCGX_InitRequest(&request, listening, 0);
      while (FCGX_Accept_r(&request) == 0) {
        answer(request);
        FCGX_Finish_r(&request);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace postern::bench
