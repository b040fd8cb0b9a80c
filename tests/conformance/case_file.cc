#include "tests/conformance/case_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace postern::conformance {
namespace {

constexpr char kTitle[] = "== ";
constexpr char kAnswer[] = "-> ";
constexpr char kSite[] = "site: ";

// What is left of a line that begins so.
std::optional<std::string> After(const std::string& line, const std::string& beginning) {
  if (!line.starts_with(beginning)) return std::nullopt;
  return line.substr(beginning.size());
}

std::string CamelCase(const std::string& words) {
  std::string name;
  bool start = true;
  for (const char c : words) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      name += start ? absl::ascii_toupper(static_cast<unsigned char>(c)) : c;
    }
    start = c == ' ' || c == '-';
  }
  return name;
}

std::vector<std::string> People(const std::string& names) {
  std::vector<std::string> people;
  for (const std::string& name : std::vector<std::string>(absl::StrSplit(names, ", "))) {
    if (name == "anyone") {
      people.insert(people.end(), std::begin(kWho), std::end(kWho));
    } else if (name == "outsiders") {
      people.insert(people.end(), {"suspended", "none", "expired"});
    } else if (std::find(std::begin(kWho), std::end(kWho), name) != std::end(kWho)) {
      people.push_back(name);
    } else {
      throw std::runtime_error("nobody is called " + name);
    }
  }
  return people;
}

class Reader {
 public:
  explicit Reader(const std::filesystem::path& path) : path_(path), file_(path.stem().string()) {}

  std::vector<Case> Read() {
    std::ifstream in(path_);
    std::string line;
    while (std::getline(in, line)) {
      ++line_;
      if (line.starts_with('#')) continue;
      try {
        Take(line);
      } catch (const std::exception& error) {
        throw std::runtime_error(absl::StrCat(path_.string(), ":", line_, ": ", error.what()));
      }
    }
    return std::move(cases_);
  }

 private:
  enum class Part { kNothing, kRequest, kHeaders, kBody };

  void Take(const std::string& line) {
    if (const auto title = After(line, kTitle)) return Begin(*title);
    if (cases_.empty()) {
      if (!line.empty()) throw std::runtime_error("a case begins with ==");
      return;
    }
    if (const auto answer = After(line, kAnswer)) return Expect(*answer);
    switch (part_) {
      case Part::kRequest:
        return Request(line);
      case Part::kHeaders:
        return Header(line);
      case Part::kBody:
        absl::StrAppend(Body(), line, line.empty() ? "" : "\n");
        return;
      case Part::kNothing:
        break;
    }
  }

  void Begin(const std::string& title) {
    Case& made = cases_.emplace_back();
    made.title = title;
    made.file = file_;
    made.name = CamelCase(file_) + CamelCase(title);
    part_ = Part::kRequest;
  }

  void Request(const std::string& line) {
    if (const auto site = After(line, kSite)) {
      cases_.back().site = *site;
      return;
    }
    const std::size_t space = line.find(' ');
    if (space == line.npos) throw std::runtime_error("a request is a method and a path");
    cases_.back().method = line.substr(0, space);
    cases_.back().path = line.substr(space + 1);
    part_ = Part::kHeaders;
  }

  // An empty line ends the headers of a request; those of an answer end where the body begins.
  void Header(const std::string& line) {
    const bool of_answer = !cases_.back().expectations.empty();
    const std::size_t colon = line.find(": ");
    if (line.empty() || (of_answer && !absl::ascii_isalpha(static_cast<unsigned char>(line[0])))) {
      part_ = Part::kBody;
      return line.empty() ? void() : Take(line);
    }
    if (colon == line.npos) throw std::runtime_error("a header is a name and a value");
    test::Headers& headers = of_answer ? cases_.back().expectations.back().headers : cases_.back().headers;
    headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }

  void Expect(const std::string& answer) {
    const std::size_t colon = answer.rfind(": ");
    if (colon == answer.npos) throw std::runtime_error("an answer is who gets it and a status");
    if (cases_.back().path.empty()) throw std::runtime_error("an answer without a request");
    cases_.back().expectations.push_back(
        {.line = line_, .who = People(answer.substr(0, colon)), .status = std::stoi(answer.substr(colon + 2))});
    part_ = Part::kHeaders;
  }

  std::string* Body() {
    Case& last = cases_.back();
    return last.expectations.empty() ? &last.body : &last.expectations.back().body;
  }

  std::filesystem::path path_;
  std::string file_;
  int line_ = 0;
  Part part_ = Part::kNothing;
  std::vector<Case> cases_;
};

}  // namespace

std::vector<Case> ReadCases(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".case") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Case> cases;
  for (const std::filesystem::path& file : files) {
    for (Case& read : Reader(file).Read()) cases.push_back(std::move(read));
  }
  return cases;
}

}  // namespace postern::conformance
