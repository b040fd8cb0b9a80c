// What a process counts, for Prometheus. The library prometheus-cpp is named in this folder alone. No label is ever
// made of what a client sends as it is: every label has few values, whoever asks for what.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "json/time.h"

namespace prometheus {
class Counter;
class Histogram;
template <typename T>
class Family;
}  // namespace prometheus

namespace postern::obs {

// Numbers that others keep; they are asked for at each scrape. The totals are since the start of the process.
struct Readings {
  std::int64_t connections = 0;  // Of FastCGI, kept ones included.

  std::int64_t db_sessions = 0;  // In being, lent or free.
  std::int64_t db_sessions_in_use = 0;
  std::int64_t db_sessions_max = 0;
  std::int64_t db_session_waiters = 0;
  std::int64_t db_session_timeouts = 0;  // Total.

  std::int64_t hashes_running = 0;
  std::int64_t hashes_waiting = 0;
  std::int64_t hashes_refused = 0;  // Total.

  std::int64_t jobs_waiting = 0;
  std::int64_t jobs_refused = 0;  // Total.
};

class Metrics;

// The requests of one route. May be used by many threads at once, under no lock but the histogram's own.
class RouteMeter {
 public:
  // `pattern` is the label of the route. `metrics` outlives this.
  RouteMeter(Metrics& metrics, std::string_view pattern);
  RouteMeter(const RouteMeter&) = delete;
  RouteMeter& operator=(const RouteMeter&) = delete;

  // One request was answered. A method that HTTP does not commonly have is called "other"; so are method and status of
  // whatever comes after kSlots different pairs of them.
  void Count(std::string_view method, int status, std::chrono::nanoseconds duration);

  static constexpr std::size_t kSlots = 32;

 private:
  // Looking a counter up by its labels costs more than counting: what was found is kept.
  struct Slot {
    std::atomic<int> key = 0;  // Of a method and a status; 0: free.
    std::atomic<prometheus::Counter*> counter = nullptr;
  };
  prometheus::Counter& CounterOf(std::size_t method, int status);

  Metrics& metrics_;
  const std::string pattern_;
  std::array<Slot, kSlots> slots_;
  std::atomic<prometheus::Histogram*> durations_ = nullptr;
};

// All may be called by many threads at once, but for what says otherwise.
class Metrics {
 public:
  // Of the program `program` ("postern-users") in the version `version`.
  Metrics(std::string_view program, std::string_view version);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // How to get the numbers that others keep. To be said before the first scrape. Until then they are zero.
  void ReadBy(std::function<Readings()> read) { read_ = std::move(read); }

  // A request was taken up, or let go of.
  void Begin() { in_progress_.fetch_add(1, std::memory_order_relaxed); }
  void End() { in_progress_.fetch_sub(1, std::memory_order_relaxed); }

  // Somebody had a database session, or gave up, after this wait; 0 where one was free.
  void WaitedForSession(std::chrono::nanoseconds wait);

  // A shared result was seen, or could not be collected. `name` is that of its row, of which what stands before the
  // first colon becomes the label: the rest tells settings apart. Of a label the oldest of kMostResults names counts.
  void SawSharedResult(std::string_view name, json::Time collected_at);
  void FailedSharedResult(std::string_view name);

  // How many names are remembered; further ones are left out.
  static constexpr std::size_t kMostResults = 64;

  // Everything in Prometheus' text format, version 0.0.4.
  std::string Text() const;
  static constexpr char kContentType[] = "text/plain; version=0.0.4; charset=utf-8";

 private:
  friend class RouteMeter;
  struct Library;  // What is prometheus-cpp's.

  const std::unique_ptr<Library> library_;
  std::function<Readings()> read_ = [] { return Readings(); };
  std::atomic<std::int64_t> in_progress_ = 0;
  mutable std::mutex results_mutex_;
  std::map<std::string, json::Time, std::less<>> results_;  // By the names of rows.
};

// One family of metrics, as /metrics and docs/observe.md have it.
struct MetricFamilyRow {
  std::string_view name;
  std::string_view type;    // "counter", "gauge", "histogram".
  std::string_view labels;  // With commas between; "" where there are none.
  std::string_view help;    // One line.
};

// Every family there is. One that has labels is absent from a scrape until something was counted.
std::vector<MetricFamilyRow> MetricFamilies();

}  // namespace postern::obs
