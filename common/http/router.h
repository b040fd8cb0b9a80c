// Finds the route that a method and a path mean.
//
// A pattern is a path of segments; `{name}` takes any one segment. A pattern that ends in `/` is the root of a tree and
// is found with and without the slash; any other is a leaf and is not found with one. Literal segments are compared as
// written, parameters are percent-decoded once. Doubled slashes count as one.
//
// Where several patterns fit a path, literal segments beat parameters from the left. A leaf that does not have the
// method gives way to the next pattern (POST /users/first is a route of its own, GET of a user who is called `login`
// is not lost); a tree root does not: what lies at it and below it is its own.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postern::http {

struct RouteMatch {
  std::optional<std::size_t> route;  // Index of the route added; std::nullopt where none has path and method.
  std::vector<std::pair<std::string, std::string>> parameters;  // Of the route found, decoded.
  std::vector<std::string> allowed;  // Where the path is known but the method is not: the methods it has, sorted.
  bool closed = false;               // The path lies in a closed tree: a session is asked for before 404 or 405.
};

class Router {
 public:
  // Adds a route; its index is the number of routes added before.
  void Add(std::string_view method, std::string_view pattern);

  // At `pattern` (`{name}` allowed) and below it a session is demanded also where no route is.
  void CloseTree(std::string_view pattern);

  RouteMatch Find(std::string_view method, std::string_view path) const;

  // `path` with doubled slashes collapsed.
  static std::string CollapseSlashes(std::string_view path);

 private:
  struct Segment {
    std::string text;  // The literal, or the parameter's name.
    bool parameter;
  };
  struct Node {
    std::vector<Segment> segments;
    bool tree_root;
    std::vector<std::pair<std::string, std::size_t>> methods;  // With their routes' indices.
  };

  static std::vector<Segment> Parse(std::string_view pattern);
  static std::vector<std::string_view> Split(std::string_view path);
  static bool Matches(const std::vector<Segment>& pattern, const std::vector<std::string_view>& path, bool prefix);

  std::vector<Node> nodes_;  // Sorted: of two that fit one path, the more specific one first.
  std::vector<std::vector<Segment>> closed_trees_;
  std::size_t routes_ = 0;
};

}  // namespace postern::http
