#include "obs/metrics.h"

#include <algorithm>
#include <sstream>

#include "obs/process_usage.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"
#include "prometheus/text_serializer.h"

namespace postern::obs {
namespace {

using std::chrono::nanoseconds;

// Of what the library counts for us.
constexpr MetricFamilyRow kRequests = {"postern_http_requests_total", "counter", "method,route,status",
                                       "Requests that were answered."};
constexpr MetricFamilyRow kDurations = {"postern_http_request_duration_seconds", "histogram", "route",
                                        "Time from the whole request to the finished answer."};
constexpr MetricFamilyRow kSessionWaits = {"postern_db_session_wait_seconds", "histogram", "",
                                           "How long work waited for a database session, given one or not."};
constexpr MetricFamilyRow kFailures = {"postern_shared_result_failures_total", "counter", "result",
                                       "Attempts of this process to collect a shared result that failed."};
constexpr MetricFamilyRow kCollected = {"postern_shared_result_collected_timestamp_seconds", "gauge", "result",
                                        "When the shared result that this process last answered with was collected."};
constexpr MetricFamilyRow kBuildInfo = {"postern_build_info", "gauge", "program,version",
                                        "Always 1; the labels say what runs."};
constexpr MetricFamilyRow kInProgress = {"postern_http_requests_in_progress", "gauge", "",
                                         "Requests in hand, the scrape itself included."};
constexpr MetricFamilyRow kStart = {"process_start_time_seconds", "gauge", "",
                                    "When the process started, in seconds since 1970."};

// Of what others keep.
struct ReadRow {
  MetricFamilyRow family;
  std::int64_t Readings::*value;
};
constexpr ReadRow kRead[] = {
    {{"postern_fcgi_connections", "gauge", "", "Open connections of the web server, kept ones included."},
     &Readings::connections},
    {{"postern_db_sessions", "gauge", "", "Open database sessions."}, &Readings::db_sessions},
    {{"postern_db_sessions_in_use", "gauge", "", "Database sessions that work is using."},
     &Readings::db_sessions_in_use},
    {{"postern_db_sessions_max", "gauge", "", "How many database sessions the process may have."},
     &Readings::db_sessions_max},
    {{"postern_db_session_waiters", "gauge", "", "Who waits for a database session."}, &Readings::db_session_waiters},
    {{"postern_db_session_timeouts_total", "counter", "", "Who got no database session in time."},
     &Readings::db_session_timeouts},
    {{"postern_password_hashes_running", "gauge", "", "Passwords that are being hashed."}, &Readings::hashes_running},
    {{"postern_password_hashes_waiting", "gauge", "", "Passwords that wait to be hashed."}, &Readings::hashes_waiting},
    {{"postern_password_hashes_refused_total", "counter", "", "Passwords that were not hashed: too many waited."},
     &Readings::hashes_refused},
    {{"postern_background_jobs_waiting", "gauge", "", "Work of the background that waits."}, &Readings::jobs_waiting},
    {{"postern_background_jobs_refused_total", "counter", "",
      "Work of the background that was not taken: too much waited."},
     &Readings::jobs_refused},
};

// Of the system, under the names that other programs use, too.
struct UsageRow {
  MetricFamilyRow family;
  double (*value)(const ProcessUsage& usage);
};
constexpr UsageRow kUsage[] = {
    {{"process_cpu_seconds_total", "counter", "", "Time of the processors that the process has used."},
     [](const ProcessUsage& usage) { return usage.cpu_seconds; }},
    {{"process_resident_memory_bytes", "gauge", "", "Resident memory."},
     [](const ProcessUsage& usage) { return static_cast<double>(usage.resident_bytes); }},
    {{"process_virtual_memory_bytes", "gauge", "", "Virtual memory."},
     [](const ProcessUsage& usage) { return static_cast<double>(usage.virtual_bytes); }},
    {{"process_open_fds", "gauge", "", "Open file descriptors."},
     [](const ProcessUsage& usage) { return static_cast<double>(usage.open_descriptors); }},
    {{"process_max_fds", "gauge", "", "How many file descriptors the process may have."},
     [](const ProcessUsage& usage) { return static_cast<double>(usage.most_descriptors); }},
};

// In seconds: from answers out of memory to requests that are about to be given up.
const prometheus::Histogram::BucketBoundaries& Buckets() {
  static const prometheus::Histogram::BucketBoundaries buckets = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                                  0.1,    0.25,  0.5,    1,     2.5,  5,     10};
  return buckets;
}

double Seconds(nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

constexpr std::array<std::string_view, 8> kMethods = {"GET",   "POST", "PUT",     "DELETE",
                                                      "PATCH", "HEAD", "OPTIONS", "other"};
constexpr std::size_t kOtherMethod = kMethods.size() - 1;

std::size_t MethodIndex(std::string_view method) {
  return static_cast<std::size_t>(std::find(kMethods.begin(), kMethods.end() - 1, method) - kMethods.begin());
}

std::string LabelOf(std::string_view result) {
  return std::string(result.substr(0, result.find(':')));
}

template <typename Builder>
auto& Register(Builder builder, const MetricFamilyRow& row, prometheus::Registry& registry) {
  return builder.Name(std::string(row.name)).Help(std::string(row.help)).Register(registry);
}

// One more number without labels, for a scrape.
void Append(std::vector<prometheus::MetricFamily>& families, const MetricFamilyRow& row, double value) {
  prometheus::MetricFamily family{std::string(row.name), std::string(row.help), prometheus::MetricType::Gauge, {}};
  prometheus::ClientMetric metric;
  if (row.type == "counter") {
    family.type = prometheus::MetricType::Counter;
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
  family.metric.push_back(std::move(metric));
  families.push_back(std::move(family));
}

}  // namespace

struct Metrics::Library {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests = Register(prometheus::BuildCounter(), kRequests, registry);
  prometheus::Family<prometheus::Histogram>& durations = Register(prometheus::BuildHistogram(), kDurations, registry);
  prometheus::Histogram& session_waits =
      Register(prometheus::BuildHistogram(), kSessionWaits, registry).Add({}, Buckets());
  prometheus::Family<prometheus::Counter>& failures = Register(prometheus::BuildCounter(), kFailures, registry);
  prometheus::Family<prometheus::Gauge>& collected = Register(prometheus::BuildGauge(), kCollected, registry);
  prometheus::Family<prometheus::Gauge>& build_info = Register(prometheus::BuildGauge(), kBuildInfo, registry);
  prometheus::Gauge& start = Register(prometheus::BuildGauge(), kStart, registry).Add({});
};

RouteMeter::RouteMeter(Metrics& metrics, std::string_view pattern) : metrics_(metrics), pattern_(pattern) {}

void RouteMeter::Count(std::string_view method, int status, nanoseconds duration) {
  CounterOf(MethodIndex(method), status).Increment();
  prometheus::Histogram* durations = durations_.load(std::memory_order_acquire);
  if (durations == nullptr) {
    durations = &metrics_.library_->durations.Add({{"route", pattern_}}, Buckets());
    durations_.store(durations, std::memory_order_release);
  }
  durations->Observe(Seconds(duration));
}

// Two threads that meet at a new slot get the same counter from the family.
prometheus::Counter& RouteMeter::CounterOf(std::size_t method, int status) {
  const auto find = [&](std::size_t of, const std::string& code) -> prometheus::Counter& {
    return metrics_.library_->requests.Add(
        {{"method", std::string(kMethods[of])}, {"route", pattern_}, {"status", code}});
  };
  const int wanted = static_cast<int>(method + 1) * 1000 + status;
  for (Slot& slot : slots_) {
    int key = slot.key.load(std::memory_order_acquire);
    if (key == 0 && slot.key.compare_exchange_strong(key, wanted)) key = wanted;
    if (key != wanted) continue;
    prometheus::Counter* counter = slot.counter.load(std::memory_order_acquire);
    if (counter != nullptr) return *counter;
    counter = &find(method, std::to_string(status));
    slot.counter.store(counter, std::memory_order_release);
    return *counter;
  }
  return find(kOtherMethod, "other");
}

Metrics::Metrics(std::string_view program, std::string_view version) : library_(std::make_unique<Library>()) {
  library_->build_info.Add({{"program", std::string(program)}, {"version", std::string(version)}}).Set(1);
  library_->start.Set(Seconds(std::chrono::system_clock::now().time_since_epoch()));
}

Metrics::~Metrics() = default;

void Metrics::WaitedForSession(nanoseconds wait) {
  library_->session_waits.Observe(Seconds(wait));
}

void Metrics::SawSharedResult(std::string_view name, json::Time collected_at) {
  const std::string label = LabelOf(name);
  const std::lock_guard lock(results_mutex_);
  const auto known = results_.find(name);
  if (known != results_.end()) {
    if (known->second == collected_at) return;
    known->second = collected_at;
  } else {
    if (results_.size() >= kMostResults) return;
    results_.emplace(name, collected_at);
    library_->failures.Add({{"result", label}});  // At zero, so that the first failure is a change.
  }
  json::Time oldest = collected_at;
  for (const auto& [other, time] : results_) {
    if (LabelOf(other) == label) oldest = std::min(oldest, time);
  }
  library_->collected.Add({{"result", label}}).Set(static_cast<double>(oldest.micros) / 1e6);
}

void Metrics::FailedSharedResult(std::string_view name) {
  library_->failures.Add({{"result", LabelOf(name)}}).Increment();
}

std::string Metrics::Text() const {
  std::vector<prometheus::MetricFamily> families = library_->registry.Collect();
  Append(families, kInProgress, static_cast<double>(in_progress_.load(std::memory_order_relaxed)));
  const Readings readings = read_();
  for (const ReadRow& row : kRead) Append(families, row.family, static_cast<double>(readings.*row.value));
  const ProcessUsage usage = UsageNow();
  for (const UsageRow& row : kUsage) Append(families, row.family, row.value(usage));
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, families);
  return std::move(text).str();
}

std::vector<MetricFamilyRow> MetricFamilies() {
  std::vector<MetricFamilyRow> rows = {kRequests, kDurations, kInProgress};
  for (const ReadRow& row : kRead) rows.push_back(row.family);
  for (const MetricFamilyRow& row : {kSessionWaits, kCollected, kFailures, kBuildInfo, kStart}) rows.push_back(row);
  for (const UsageRow& row : kUsage) rows.push_back(row.family);
  return rows;
}

}  // namespace postern::obs
