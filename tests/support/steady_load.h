// Clients that keep asking, on connections that they keep open, while something happens to the site: nothing of it may
// show in the answers.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

namespace postern::test {

class SteadyLoad {
 public:
  struct Failure {
    std::string request;  // Method and path.
    int status = 0;       // 0: no answer.
    std::string type;     // Of the content.
    std::string body;
  };

  // Starts `clients` threads that send GETs and POSTs to every program in turn as whoever has that token, who may do
  // all of it. Whatever is not answered as it should be is a failure.
  SteadyLoad(std::string url, std::string token, int clients = 4);
  // Lets each client finish what it has asked.
  ~SteadyLoad();
  SteadyLoad(const SteadyLoad&) = delete;
  SteadyLoad& operator=(const SteadyLoad&) = delete;

  // Ends it, and waits for the last answers.
  void Stop();

  // How many answers there have been, failures included.
  std::int64_t answers() const { return answers_.load(); }
  // The latest failures, 50 at most.
  std::vector<Failure> failures() const;
  std::int64_t failed() const { return failed_.load(); }
  // Waits until so many more answers have come; false where they do not within half a minute.
  bool AwaitAnswers(std::int64_t more) const;

 private:
  void Run(std::size_t first);
  void Note(Failure failure);

  const std::string url_;
  const std::string token_;
  std::atomic<bool> stop_{false};
  std::atomic<std::int64_t> answers_{0};
  std::atomic<std::int64_t> failed_{0};
  mutable std::mutex mutex_;
  std::deque<Failure> failures_;
  std::vector<std::thread> clients_;
};

inline void PrintTo(const SteadyLoad::Failure& failure, std::ostream* out) {
  *out << failure.request << " -> " << failure.status << " " << failure.body;
}

}  // namespace postern::test
