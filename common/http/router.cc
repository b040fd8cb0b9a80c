#include "http/router.h"

#include <algorithm>

#include "http/query.h"

namespace postern::http {

std::string Router::CollapseSlashes(std::string_view path) {
  std::string collapsed;
  collapsed.reserve(path.size());
  for (const char c : path) {
    if (c != '/' || collapsed.empty() || collapsed.back() != '/') collapsed += c;
  }
  return collapsed;
}

std::vector<std::string_view> Router::Split(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // The slash.
    const std::size_t end = path.find('/');
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end == std::string_view::npos ? path.size() : end);
  }
  return segments;
}

std::vector<Router::Segment> Router::Parse(std::string_view pattern) {
  std::vector<Segment> parsed;
  for (const std::string_view segment : Split(pattern)) {
    if (segment.empty()) continue;  // Behind the slash of a tree root.
    const bool parameter = segment.front() == '{';
    parsed.push_back({std::string(parameter ? segment.substr(1, segment.size() - 2) : segment), parameter});
  }
  return parsed;
}

bool Router::Matches(const std::vector<Segment>& pattern, const std::vector<std::string_view>& path, bool prefix) {
  if (prefix ? path.size() < pattern.size() : path.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i].parameter ? path[i].empty() : path[i] != pattern[i].text) return false;
  }
  return true;
}

void Router::Add(std::string_view method, std::string_view pattern) {
  std::vector<Segment> segments = Parse(pattern);
  const auto same = [&](const Node& node) {
    return std::equal(
        node.segments.begin(), node.segments.end(), segments.begin(), segments.end(),
        [](const Segment& a, const Segment& b) { return a.parameter == b.parameter && a.text == b.text; });
  };
  auto node = std::find_if(nodes_.begin(), nodes_.end(), same);
  if (node == nodes_.end()) {
    const auto literal_first = [](const Node& a, const Node& b) {
      return std::lexicographical_compare(
          a.segments.begin(), a.segments.end(), b.segments.begin(), b.segments.end(),
          [](const Segment& x, const Segment& y) { return !x.parameter && y.parameter; });
    };
    Node added{std::move(segments), pattern.ends_with('/'), {}};
    const auto place = std::upper_bound(nodes_.begin(), nodes_.end(), added, literal_first);
    node = nodes_.insert(place, std::move(added));
  }
  node->methods.emplace_back(method, routes_++);
}

void Router::CloseTree(std::string_view pattern) {
  closed_trees_.push_back(Parse(pattern));
}

RouteMatch Router::Find(std::string_view method, std::string_view path) const {
  std::string collapsed;
  if (path.find("//") != std::string_view::npos) path = collapsed = CollapseSlashes(path);
  std::vector<std::string_view> segments = Split(path);
  const bool slash = !segments.empty() && segments.back().empty();
  if (slash) segments.pop_back();

  RouteMatch match;
  for (const std::vector<Segment>& tree : closed_trees_) match.closed |= Matches(tree, segments, true);
  for (const Node& node : nodes_) {
    if ((slash && !node.tree_root) || !Matches(node.segments, segments, false)) continue;
    for (const auto& [name, route] : node.methods) {
      if (name != method) {
        match.allowed.push_back(name);
        continue;
      }
      match.route = route;
      for (std::size_t i = 0; i < segments.size(); ++i) {
        if (!node.segments[i].parameter) continue;
        // A malformed escape is taken as it stands: it names nothing.
        match.parameters.emplace_back(node.segments[i].text,
                                      PercentDecode(segments[i]).value_or(std::string(segments[i])));
      }
    }
    if (match.route || node.tree_root) break;
  }
  if (match.route) {
    match.allowed.clear();
  } else {
    std::sort(match.allowed.begin(), match.allowed.end());
    match.allowed.erase(std::unique(match.allowed.begin(), match.allowed.end()), match.allowed.end());
  }
  return match;
}

}  // namespace postern::http
