// How columns leave a statement, so that no session setting changes what we read.
#pragma once

#include "json/time.h"
#include "pg/result.h"

// A time stamp (with or without zone; ours hold UTC) as microseconds since 1970; an interval as microseconds.
#define POSTERN_MICROS(expression) "(extract(epoch FROM " expression ") * 1000000)::bigint"

namespace postern::store {

inline json::Time TimeAt(const pg::Row& row, int column) {
  return {row.Int(column)};
}

}  // namespace postern::store
