#include "config/rules.h"

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "config/address.h"
#include "config/duration.h"
#include "config/refusal.h"
#include "config/url.h"

namespace postern::config {
namespace {

struct PositiveDuration {
  std::chrono::nanoseconds Options::*value;
  Origin Origins::*origin;
};

#define POSTERN_RULED(member) &Options::member, &Origins::member
constexpr std::array kPositive = {
    PositiveDuration{POSTERN_RULED(max_token_lifetime)},
    PositiveDuration{POSTERN_RULED(max_admin_token_lifetime)},
    PositiveDuration{POSTERN_RULED(default_token_lifetime)},
    PositiveDuration{POSTERN_RULED(session_duration)},
    PositiveDuration{POSTERN_RULED(drain_timeout)},
    PositiveDuration{POSTERN_RULED(request_timeout)},
    PositiveDuration{POSTERN_RULED(pg_acquire_timeout)},
    PositiveDuration{POSTERN_RULED(pg_connect_timeout)},
    PositiveDuration{POSTERN_RULED(pg_statement_timeout)},
    PositiveDuration{POSTERN_RULED(pg_lock_timeout)},
    PositiveDuration{POSTERN_RULED(pg_idle_in_transaction_timeout)},
    PositiveDuration{POSTERN_RULED(pg_idle_close)},
    PositiveDuration{POSTERN_RULED(password_wait)},
};

struct BoundedCount {
  std::int64_t Options::*value;
  Origin Origins::*origin;
  std::int64_t most;
};

constexpr std::int64_t kUnbounded = std::numeric_limits<std::int64_t>::max();
constexpr std::array kCounts = {
    BoundedCount{POSTERN_RULED(threads), 1024},
    BoundedCount{POSTERN_RULED(pg_max_connections), 1024},
    BoundedCount{POSTERN_RULED(max_body_bytes), kUnbounded},
};
#undef POSTERN_RULED

const OptionRow& RowOf(Origin Origins::*origin) {
  for (const OptionRow& row : Table()) {
    if (row.origin == origin) return row;
  }
  return Table().front();  // Not reached: every origin has its row.
}

// "--max-token-lifetime (200h0m0s)".
std::string Named(std::chrono::nanoseconds value, Origin Origins::*origin) {
  return absl::StrCat("--", RowOf(origin).flag, " (", FormatDuration(value), ")");
}

bool IsHeaderName(const std::string& text) {
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (!absl::ascii_isalnum(byte) && std::string_view("!#$%&'*+-.^_`|~").find(character) == std::string_view::npos) {
      return false;
    }
  }
  return !text.empty();
}

class Checker {
 public:
  Checker(const Options& options, const Origins& origins) : options_(options), origins_(origins) {}

  void CheckDurations() {
    for (const auto& [value, origin] : kPositive) {
      if ((options_.*value).count() <= 0) Refuse(origin, "must be more than zero");
    }
    if (options_.idle_exit.count() < 0) Refuse(&Origins::idle_exit, "must not be negative");
  }

  void CheckCounts() {
    for (const auto& [value, origin, most] : kCounts) {
      if (options_.*value < 1) Refuse(origin, "must be 1 or more");
      if (options_.*value > most) Refuse(origin, absl::StrCat("must be at most ", most));
    }
  }

  void CheckLifetimes() {
    const bool is_chosen = origins_.default_token_lifetime.IsExplicit();
    const bool above_both = options_.default_token_lifetime > options_.max_token_lifetime &&
                            options_.default_token_lifetime > options_.max_admin_token_lifetime;
    if (is_chosen && above_both) {
      Refuse(&Origins::default_token_lifetime, absl::StrCat("is above both ", MemberLimit(), " and ", OwnerLimit()));
    }
    const bool limit_is_chosen =
        origins_.max_token_lifetime.IsExplicit() || origins_.max_admin_token_lifetime.IsExplicit();
    if (limit_is_chosen && options_.max_admin_token_lifetime < options_.max_token_lifetime) {
      verdict_.warnings.push_back(
          absl::StrCat("warning: ", OwnerLimit(), " is below ", MemberLimit(), ": owners get the shorter tokens"));
    }
  }

  void CheckAddresses() {
    if (const absl::Status status = Address(options_.http_address); !status.ok()) {
      Refuse(&Origins::http_address, std::string(status.message()));
    }
    const absl::StatusOr<Url> url = ParseUrl(options_.access_url);
    if (!options_.access_url.empty() && (!url.ok() || (url->scheme != "http" && url->scheme != "https"))) {
      Refuse(&Origins::access_url, "must begin with http:// or https://");
    }
  }

  void CheckProxies() {
    for (const std::string& item : options_.proxy_trusted_headers) {
      if (!IsHeaderName(item)) Refuse(&Origins::proxy_trusted_headers, item, "is not the name of a header");
    }
    for (const std::string& item : options_.proxy_trusted_origins) {
      if (!IsCidr(item)) Refuse(&Origins::proxy_trusted_origins, item, "is not a network such as 10.0.0.0/8");
    }
  }

  Verdict Finish() {
    if (!errors_.empty()) verdict_.status = absl::InvalidArgumentError(absl::StrJoin(errors_, "\n"));
    return std::move(verdict_);
  }

 private:
  std::string MemberLimit() const { return Named(options_.max_token_lifetime, &Origins::max_token_lifetime); }
  std::string OwnerLimit() const {
    return Named(options_.max_admin_token_lifetime, &Origins::max_admin_token_lifetime);
  }

  static absl::Status Address(const std::string& text) {
    const absl::StatusOr<HostPort> address = SplitHostPort(text);
    if (!address.ok()) return address.status();
    if (!IsPortNumber(address->port)) return absl::InvalidArgumentError("must end in a port from 1 to 65535");
    return absl::OkStatus();
  }

  void Refuse(Origin Origins::*origin, std::string_view cause) {
    const Origin& given = origins_.*origin;
    Refuse(origin, given.IsExplicit() ? given.text : RowOf(origin).text(options_), cause);
  }

  void Refuse(Origin Origins::*origin, const std::string& text, std::string_view cause) {
    const OptionRow& row = RowOf(origin);
    const std::string& place = (origins_.*origin).place;
    errors_.push_back(Refusal(row, place.empty() ? "--" + row.flag : place, text, cause));
  }

  const Options& options_;
  const Origins& origins_;
  std::vector<std::string> errors_;
  Verdict verdict_;
};

}  // namespace

Verdict Check(const Options& options, const Origins& origins) {
  Checker checker(options, origins);
  checker.CheckDurations();
  checker.CheckCounts();
  checker.CheckLifetimes();
  checker.CheckAddresses();
  checker.CheckProxies();
  return checker.Finish();
}

}  // namespace postern::config
