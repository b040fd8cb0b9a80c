#include "pg/connect.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "pg/session_error.h"
#include "pg/time_limit.h"

namespace postern::pg {
namespace {

using Clock = std::chrono::steady_clock;
using Settings = std::map<std::string, std::string>;

absl::Status Unreadable(absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat("the database URL cannot be read: ", why,
                   "; in a password of a URI, percent-encode what is neither letter nor digit (@ is %40, / is %2F)"));
}

bool IsPort(absl::string_view text) {
  int port = 0;
  return text.empty() || (absl::SimpleAtoi(text, &port) && port > 0 && port < 65536);
}

// An unescaped slash, question mark or at sign in a password ends what libpq takes for the host: parts of the password
// are then the port, the database's name or the host, and from there come into messages.
bool IsCutShort(absl::string_view url, const Settings& settings) {
  const auto ports = settings.find("port");
  if (ports != settings.end()) {
    for (const absl::string_view port : absl::StrSplit(ports->second, ',')) {
      if (!IsPort(port)) return true;
    }
  }
  if (!absl::ConsumePrefix(&url, "postgres://") && !absl::ConsumePrefix(&url, "postgresql://")) return false;
  url = url.substr(0, url.find('?'));
  const std::size_t slash = url.find('/');
  return slash != absl::string_view::npos && absl::StrContains(url.substr(slash), "@");
}

// libpq's own messages about a text it cannot parse quote that text, password and all: they are dropped.
absl::StatusOr<Settings> Parse(const std::string& url) {
  if (url.empty()) return absl::InvalidArgumentError("no database URL given");
  char* message = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(PQconninfoParse(url.c_str(), &message),
                                                                            &PQconninfoFree);
  if (message != nullptr) PQfreemem(message);
  if (parsed == nullptr) {
    return Unreadable("it is neither a postgres:// URI nor key=value text");
  }
  Settings settings;
  for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) settings[option->keyword] = option->val;
  }
  if (IsCutShort(url, settings)) return Unreadable("its port is no number, or its host ends too soon");
  // A leading @ is an abstract unix socket.
  const auto host = settings.find("host");
  if (host != settings.end() && host->second.find('@', 1) != std::string::npos) {
    return Unreadable("its host holds an @");
  }
  return settings;
}

std::string StartupOptions(const ConnectOptions& options, std::string_view given) {
  // Ours come last, for the last one counts.
  return absl::StrCat(absl::string_view(given.data(), given.size()), given.empty() ? "" : " ",
                      "-c timezone=UTC -c datestyle=ISO -c statement_timeout=", options.statement_timeout.count(),
                      " -c lock_timeout=", options.lock_timeout.count(),
                      " -c idle_in_transaction_session_timeout=", options.idle_in_transaction_timeout.count());
}

// What the text leaves open is stated by us, lest PG* variables of the environment fill it in.
void Complete(Settings& settings, const ConnectOptions& options) {
  const auto tcp_timeout = options.statement_timeout + std::chrono::seconds(2);
  settings.emplace("application_name", options.application_name);
  settings.emplace("target_session_attrs", "read-write");
  settings.emplace("keepalives_idle", "15");
  settings.emplace("keepalives_interval", "5");
  settings.emplace("keepalives_count", "3");
  settings.emplace("tcp_user_timeout", std::to_string(tcp_timeout.count()));
  settings["client_encoding"] = "UTF8";
  settings.emplace("options", "");
  if (options.prepared_statements) settings["options"] = StartupOptions(options, settings["options"]);
  settings.erase("connect_timeout");  // Ours bounds the whole; libpq's is not looked at without blocking.
}

std::vector<std::string> List(const Settings& settings, const char* key) {
  const auto found = settings.find(key);
  if (found == settings.end() || found->second.empty()) return {};
  return absl::StrSplit(found->second, ',');
}

// One set of settings per host, as libpq itself pairs hosts with ports.
std::vector<Settings> PerHost(const Settings& settings) {
  const std::vector<std::string> hosts = List(settings, "host");
  const std::vector<std::string> addresses = List(settings, "hostaddr");
  const std::vector<std::string> ports = List(settings, "port");
  const std::size_t count = std::max(hosts.size(), addresses.size());
  if (count < 2) return {settings};
  std::vector<Settings> result(count, settings);
  for (std::size_t i = 0; i < count; ++i) {
    if (!hosts.empty()) result[i]["host"] = i < hosts.size() ? hosts[i] : "";
    if (!addresses.empty()) result[i]["hostaddr"] = i < addresses.size() ? addresses[i] : "";
    if (ports.size() > 1) result[i]["port"] = i < ports.size() ? ports[i] : "";
  }
  return result;
}

// Where the session should have gone to, without secrets.
std::string Place(const Settings& settings) {
  const auto value = [&](const char* key) {
    const auto found = settings.find(key);
    return found == settings.end() ? std::string() : found->second;
  };
  const std::string host = value("host").empty() ? value("hostaddr") : value("host");
  const std::string port = value("port").empty() ? std::string() : absl::StrCat(":", value("port"));
  const std::string name = value("dbname").empty() ? "by default" : value("dbname");
  return absl::StrCat("database ", name, " at ", host.empty() ? "the local socket" : host, port);
}

std::string Reason(const PGconn* session, const Settings& settings) {
  std::string reason = OneLine(PQerrorMessage(session));
  const auto password = settings.find("password");
  if (password != settings.end() && !password->second.empty()) {
    absl::StrReplaceAll({{password->second, "***"}}, &reason);
  }
  return reason;
}

// Drives libpq's connection steps; false once the deadline has passed.
bool Drive(PGconn* session, Deadline deadline) {
  PostgresPollingStatusType step = PGRES_POLLING_WRITING;
  while (step == PGRES_POLLING_READING || step == PGRES_POLLING_WRITING) {
    const short events = step == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (!WaitFor(PQsocket(session), events, deadline)) return false;
    step = PQconnectPoll(session);
  }
  return true;
}

absl::StatusOr<Session> ConnectTo(const Settings& settings, Deadline deadline) {
  std::vector<const char*> keys, values;
  for (const auto& [key, value] : settings) {
    keys.push_back(key.c_str());
    values.push_back(value.c_str());
  }
  keys.push_back(nullptr);
  values.push_back(nullptr);
  Session session(PQconnectStartParams(keys.data(), values.data(), 0));
  if (session == nullptr) return absl::ResourceExhaustedError("no memory for a database session");
  if (PQstatus(session.get()) != CONNECTION_BAD && !Drive(session.get(), deadline)) {
    return NotSentError(Place(settings), "no answer in time");
  }
  if (PQstatus(session.get()) != CONNECTION_OK || PQsetnonblocking(session.get(), 1) != 0) {
    return NotSentError(Place(settings), Reason(session.get(), settings));
  }
  // libpq prints notices to stderr unless told otherwise.
  PQsetNoticeReceiver(
      session.get(), [](void*, const PGresult*) {}, nullptr);
  return session;
}

}  // namespace

bool WaitFor(int socket, short events, Deadline deadline) {
  while (true) {
    // Rounded up, so that the last poll does not end just before the deadline and spin.
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd watched{socket, events, 0};
    const int ready = poll(&watched, 1, static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1 << 30)));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return true;  // libpq will find out what is wrong with the socket.
    if (left.count() <= 0) return false;
  }
}

absl::StatusOr<Session> Connect(const ConnectOptions& options) {
  absl::StatusOr<Settings> settings = Parse(options.url);
  if (!settings.ok()) return settings.status();
  Complete(*settings, options);
  const Deadline deadline = TimeLimit::Cut(Clock::now() + options.connect_timeout);
  const std::vector<Settings> hosts = PerHost(*settings);
  absl::StatusOr<Session> session = NotSentError("database", "no host");
  std::string reasons;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const Deadline now = Clock::now();
    session = ConnectTo(hosts[i], now + (deadline - now) / static_cast<int>(hosts.size() - i));
    if (session.ok()) return session;
    absl::StrAppend(&reasons, reasons.empty() ? "" : "; ", session.status().message());
  }
  return NotSentError("cannot connect", reasons);
}

}  // namespace postern::pg
