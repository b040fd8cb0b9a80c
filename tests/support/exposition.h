// Prometheus' text format, version 0.0.4, read as strictly as anybody might.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace postern::test {

using Labels = std::map<std::string, std::string>;

struct ScrapedFamily {
  std::string type;
  std::string help;
  std::map<std::pair<std::string, Labels>, double> samples;  // By name and labels.
};

class Exposition {
 public:
  // Throws std::runtime_error with the line that breaks a rule: HELP and TYPE once for each family and before its
  // samples, which stand together; names and escapes; no series twice; totals not negative and called so; buckets of a
  // histogram in order, rising, the last one +Inf and as many as _count; a _sum.
  explicit Exposition(const std::string& text);

  const std::map<std::string, ScrapedFamily>& families() const { return families_; }
  // The value of a series; -1 where there is none.
  double Value(const std::string& name, const Labels& labels = {}) const;

 private:
  void TakeLine(std::string_view line);
  void TakeComment(std::string_view line);
  void TakeSample(std::string_view line);
  void CheckFamilies() const;

  std::map<std::string, ScrapedFamily> families_;
  std::string current_;  // The family that the lines are about.
};

}  // namespace postern::test
