#include "obs/log.h"

#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "json/print.h"
#include "json/time.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace postern::obs {
namespace {

struct Sink {
  std::shared_ptr<spdlog::logger> logger;
  std::string program = "postern";
};

Sink MakeSink() {
  auto logger = std::make_shared<spdlog::logger>("postern", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%v");
  return {std::move(logger)};
}

Sink& TheSink() {
  static Sink sink = MakeSink();
  return sink;
}

spdlog::level::level_enum ToSpdlog(Level level) {
  switch (level) {
    case Level::kDebug: return spdlog::level::debug;
    case Level::kInfo: return spdlog::level::info;
    case Level::kWarning: return spdlog::level::warn;
    case Level::kError: return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::string_view Name(Level level) {
  switch (level) {
    case Level::kDebug: return "debug";
    case Level::kInfo: return "info";
    case Level::kWarning: return "warning";
    case Level::kError: return "error";
  }
  return "info";
}

json::Time Now() {
  return {std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()).time_since_epoch().count()};
}

// Lines are put together by hand: one is written per request, and a tree of values would be thrown away at once.
class Line {
 public:
  explicit Line(Level level) {
    text_.reserve(256);
    text_ += '{';
    Add("time", json::FormatTime(Now()));
    Add("level", Name(level));
    Add("program", TheSink().program);
  }
  void Add(std::string_view key, std::string_view value) {
    Key(key);
    json::AppendString(text_, value);
  }
  void Add(std::string_view key, std::int64_t value) {
    Key(key);
    text_ += std::to_string(value);
  }
  std::string Finish() { return std::move(text_) + '}'; }

 private:
  void Key(std::string_view key) {
    if (text_.size() > 1) text_ += ',';
    json::AppendString(text_, key);
    text_ += ':';
  }
  std::string text_;
};

}  // namespace

void StartLog(std::string_view program, Level level) {
  TheSink().program = program;
  TheSink().logger->set_level(ToSpdlog(level));
}

Level LevelFromText(std::string_view text) {
  if (absl::EqualsIgnoreCase({text.data(), text.size()}, "debug")) return Level::kDebug;
  if (absl::EqualsIgnoreCase({text.data(), text.size()}, "warning")) return Level::kWarning;
  if (absl::EqualsIgnoreCase({text.data(), text.size()}, "error")) return Level::kError;
  return Level::kInfo;
}

void Log(Level level, std::string_view message, std::initializer_list<LogField> fields) {
  if (!TheSink().logger->should_log(ToSpdlog(level))) return;
  Line line(level);
  line.Add("message", message);
  for (const auto& [key, value] : fields) line.Add(key, value);
  TheSink().logger->log(ToSpdlog(level), "{}", line.Finish());
}

void LogRequest(const RequestRecord& record) {
  const Level level = record.status >= 500 ? Level::kError : Level::kInfo;
  if (!TheSink().logger->should_log(ToSpdlog(level))) return;
  Line line(level);
  line.Add("message", "request");
  line.Add("request_id", record.request_id);
  line.Add("method", record.method);
  line.Add("route", record.route);
  line.Add("status", record.status);
  line.Add("duration_us", record.duration.count());
  if (!record.user_id.empty()) line.Add("user_id", record.user_id);
  if (!record.error.empty()) line.Add("error", record.error);
  TheSink().logger->log(ToSpdlog(level), "{}", line.Finish());
}

}  // namespace postern::obs
