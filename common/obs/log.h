// The log: one JSON object per line on stderr, for whoever collects it (journald, a container's runtime, a file).
// Texts are cut at 512 bytes. Never a secret: no header values, no query strings, no bodies, no connection strings.
#pragma once

#include <chrono>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace postern::obs {

enum class Level { kDebug, kInfo, kWarning, kError };

// A key of a log line and its text.
using LogField = std::pair<std::string_view, std::string_view>;

// Sets what is written (`level` and above) and the name of the program in every line. Called once, at start.
void StartLog(std::string_view program, Level level);

// "debug", "info", "warning" or "error" in any case; anything else is kInfo (the option's own check is in config).
Level LevelFromText(std::string_view text);

// Writes one line: time, level, program, message, and the fields.
void Log(Level level, std::string_view message, std::initializer_list<LogField> fields = {});

// What is said of one request. Texts are as the client or nginx sent them; `route` is the pattern, not the path.
struct RequestRecord {
  std::string_view request_id;
  std::string_view method;
  std::string_view route;    // "" where no route matched.
  std::string_view user_id;  // "" where nobody was authenticated.
  std::string_view error;    // Why a 5xx happened; "" otherwise.
  int status = 0;
  std::chrono::microseconds duration{0};
};

// One line per request: kInfo, or kError with the reason for a 5xx.
void LogRequest(const RequestRecord& record);

}  // namespace postern::obs
