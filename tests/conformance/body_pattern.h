// What a body should be: JSON in which some texts stand for any value of a kind.
//
//   "<string>" "<int>" "<number>" "<bool>" "<uuid>" "<time>" "<key>" "<any>"
//   "<user>"             a shape that shapes.json gives a name
//   {"a": 1, "...": 0}   further keys may be there; without it there are exactly those
//   [X, "..."]           one or more, each like X
//   ["..."]              any list
#pragma once

#include <string>

#include "boost/json/object.hpp"
#include "boost/json/value.hpp"

namespace postern::conformance {

// "" where `body` is as `pattern` says, else where and how it is not. `shapes` by name.
std::string Mismatch(const boost::json::value& pattern, const boost::json::value& body,
                     const boost::json::object& shapes);

}  // namespace postern::conformance
