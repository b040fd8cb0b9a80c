// How columns leave a statement, so that no session setting changes what we read.
#pragma once

#include <optional>

#include "json/time.h"
#include "pg/result.h"
#include "pg/statement.h"

// A time stamp (with or without zone; ours hold UTC) as microseconds since 1970; an interval as microseconds.
#define POSTERN_MICROS(expression) "(extract(epoch FROM " expression ") * 1000000)::bigint"

// The way back: the instant of a parameter that holds microseconds since 1970. Exact from 1685 to 2255; before and
// after it a few of them may get lost.
#define POSTERN_INSTANT(parameter) "(timestamptz 'epoch' + " parameter "::bigint * interval '1 microsecond')"

namespace postern::store {

inline json::Time TimeAt(const pg::Row& row, int column) {
  return {row.Int(column)};
}

// The parameter of POSTERN_INSTANT, NULL where there is no instant.
inline pg::Param MicrosOf(const std::optional<json::Time>& time) {
  return time ? pg::Param(time->micros) : pg::Param(std::nullopt);
}

}  // namespace postern::store
