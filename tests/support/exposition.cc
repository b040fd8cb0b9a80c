#include "tests/support/exposition.h"

#include <cmath>
#include <limits>
#include <regex>
#include <stdexcept>

namespace postern::test {
namespace {

[[noreturn]] void Fail(std::string_view what, std::string_view where) {
  throw std::runtime_error(std::string(what) + ": " + std::string(where));
}

bool IsName(const std::string& name) {
  static const std::regex shape("[a-zA-Z_:][a-zA-Z0-9_:]*");
  return std::regex_match(name, shape);
}

bool IsLabel(const std::string& name) {
  static const std::regex shape("[a-zA-Z_][a-zA-Z0-9_]*");
  return std::regex_match(name, shape) && !name.starts_with("__");
}

std::string Word(std::string_view& rest, char end) {
  const std::size_t at = rest.find(end);
  if (at == std::string_view::npos) Fail("cut short", rest);
  std::string word(rest.substr(0, at));
  rest.remove_prefix(at + 1);
  return word;
}

// A value in quotes, whose first has been taken; the last is taken, too.
std::string Quoted(std::string_view& rest) {
  std::string value;
  while (!rest.empty() && rest.front() != '"') {
    if (rest.front() == '\\') {
      rest.remove_prefix(1);
      const std::size_t known = std::string_view("\\\"n").find(rest.empty() ? '?' : rest.front());
      if (known == std::string_view::npos) Fail("unknown escape", rest);
      value += "\\\"\n"[known];
    } else {
      value += rest.front();
    }
    rest.remove_prefix(1);
  }
  if (rest.empty()) Fail("no end of a label's value", value);
  rest.remove_prefix(1);
  return value;
}

// Of what follows `{`; what follows `}` is left.
Labels TakeLabels(std::string_view& rest) {
  Labels labels;
  while (!rest.starts_with('}')) {
    const std::string name = Word(rest, '=');
    if (!IsLabel(name) || !rest.starts_with('"')) Fail("no label", rest);
    rest.remove_prefix(1);
    if (!labels.emplace(name, Quoted(rest)).second) Fail("a label twice", name);
    if (rest.starts_with(',')) rest.remove_prefix(1);
  }
  rest.remove_prefix(1);
  return labels;
}

double Number(const std::string& text) {
  if (text == "+Inf") return std::numeric_limits<double>::infinity();
  std::size_t used = 0;
  double value = 0;
  try {
    value = std::stod(text, &used);
  } catch (const std::exception&) {
    Fail("no number", text);
  }
  if (used != text.size()) Fail("no number", text);
  return value;
}

// The buckets of each series, by their limits.
void CheckHistogram(const std::string& name, const ScrapedFamily& family) {
  std::map<Labels, std::map<double, double>> series;
  std::size_t others = 0;
  for (const auto& [id, value] : family.samples) {
    Labels labels = id.second;
    if (id.first != name + "_bucket") {
      if (id.first != name + "_sum" && id.first != name + "_count") Fail("no sample of a histogram", id.first);
      ++others;
      continue;
    }
    const auto limit = labels.extract("le");
    if (limit.empty()) Fail("a bucket without le", name);
    if (!series[labels].emplace(Number(limit.mapped()), value).second) Fail("a bucket twice", name);
  }
  if (others != 2 * series.size()) Fail("a histogram without _sum and _count", name);
  for (const auto& [labels, buckets] : series) {
    double before = 0;
    for (const auto& [limit, count] : buckets) {
      if (count < before) Fail("buckets that do not add up", name);
      before = count;
    }
    const auto count = family.samples.find({name + "_count", labels});
    const bool ends = std::isinf(buckets.rbegin()->first) && count != family.samples.end() && count->second == before;
    if (!ends || !family.samples.contains({name + "_sum", labels})) Fail("a histogram that is not whole", name);
  }
}

}  // namespace

Exposition::Exposition(const std::string& text) {
  if (!text.ends_with('\n')) Fail("no line end", text);
  std::string_view rest = text;
  while (!rest.empty()) TakeLine(Word(rest, '\n'));
  CheckFamilies();
}

double Exposition::Value(const std::string& name, const Labels& labels) const {
  for (const auto& [family, content] : families_) {
    const auto found = content.samples.find({name, labels});
    if (found != content.samples.end()) return found->second;
  }
  return -1;
}

void Exposition::TakeLine(std::string_view line) {
  if (line.starts_with('#')) {
    TakeComment(line);
  } else {
    TakeSample(line);
  }
}

void Exposition::TakeComment(std::string_view line) {
  std::string_view rest = line;
  const std::string mark = Word(rest, ' ');
  const std::string kind = Word(rest, ' ');
  const std::string name = Word(rest, ' ');
  if (mark != "#" || !IsName(name) || rest.empty()) Fail("no comment of a family", line);
  if (kind == "HELP") {
    if (!families_.emplace(name, ScrapedFamily{.type = "", .help = std::string(rest), .samples = {}}).second) {
      Fail("a family twice", line);
    }
    current_ = name;
  } else if (kind != "TYPE" || name != current_ || !families_[name].type.empty() || !families_[name].samples.empty()) {
    Fail("a type out of place", line);
  } else {
    families_[name].type = rest;
  }
}

void Exposition::TakeSample(std::string_view line) {
  const std::size_t name_end = line.find_first_of("{ ");
  if (name_end == std::string_view::npos) Fail("no sample", line);
  const std::string name(line.substr(0, name_end));
  std::string_view rest = line.substr(name_end);
  Labels labels;
  if (rest.starts_with('{')) {
    rest.remove_prefix(1);
    labels = TakeLabels(rest);
  }
  if (!IsName(name) || !rest.starts_with(' ')) Fail("no sample", line);
  const double value = Number(std::string(rest.substr(1)));
  ScrapedFamily& family = families_[current_];
  if (family.type.empty()) Fail("a sample before its type", line);
  if (family.type == "histogram" ? !name.starts_with(current_) : name != current_) Fail("a sample elsewhere", line);
  if (!family.samples.emplace(std::pair(name, labels), value).second) Fail("a series twice", line);
}

void Exposition::CheckFamilies() const {
  for (const auto& [name, family] : families_) {
    if (family.samples.empty()) Fail("a family without samples", name);
    if ((family.type == "counter") != name.ends_with("_total")) Fail("only totals are called so", name);
    if (family.type == "histogram") {
      CheckHistogram(name, family);
    } else if (family.type != "counter" && family.type != "gauge") {
      Fail("an unknown type", name);
    }
    for (const auto& [id, value] : family.samples) {
      if (!(value >= 0)) Fail("less than nothing", name);
    }
  }
}

}  // namespace postern::test
