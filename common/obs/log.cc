#include "obs/log.h"

#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "json/print.h"
#include "json/time.h"
#include "spdlog/sinks/sink.h"
#include "spdlog/spdlog.h"

namespace postern::obs {
namespace {

// Each line goes to stderr in one system call and under no lock: with spdlog's own sink, threads queue up behind one
// another's writes. Lines do not mix: a file that is appended to takes each of them whole, and so does a pipe up to
// 4096 bytes, below which kLongestText keeps them.
class StderrSink : public spdlog::sinks::sink {
 public:
  void log(const spdlog::details::log_msg& message) override {
    std::string_view left(message.payload.data(), message.payload.size());
    while (!left.empty()) {
      const ssize_t written = write(STDERR_FILENO, left.data(), left.size());
      if (written < 0 && errno != EINTR) return;  // Nobody reads the log; there is nowhere to say so.
      if (written > 0) left.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void flush() override {}
  void set_pattern(const std::string&) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}
};

// Of a text in a line; what is longer is cut.
constexpr std::size_t kLongestText = 512;

struct Sink {
  std::shared_ptr<spdlog::logger> logger;
  std::string program = "postern";
};

Sink MakeSink() {
  return {std::make_shared<spdlog::logger>("postern", std::make_shared<StderrSink>())};
}

Sink& TheSink() {
  static Sink sink = MakeSink();
  return sink;
}

spdlog::level::level_enum ToSpdlog(Level level) {
  switch (level) {
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarning:
      return spdlog::level::warn;
    case Level::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::string_view Name(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarning:
      return "warning";
    case Level::kError:
      return "error";
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
    json::AppendString(text_, value.substr(0, kLongestText));
  }
  void Add(std::string_view key, std::int64_t value) {
    Key(key);
    text_ += std::to_string(value);
  }
  std::string Finish() { return std::move(text_) + "}\n"; }

 private:
  void Key(std::string_view key) {
    if (text_.size() > 1) text_ += ',';
    // Keys are words of our own, with nothing to escape.
    text_ += '"';
    text_ += key;
    text_ += "\":";
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
  TheSink().logger->log(ToSpdlog(level), spdlog::string_view_t(line.Finish()));
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
  TheSink().logger->log(ToSpdlog(level), spdlog::string_view_t(line.Finish()));
}

}  // namespace postern::obs
