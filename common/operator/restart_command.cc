#include "operator/restart_command.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "config/programs.h"
#include "config/refusal.h"
#include "operator/complaint.h"
#include "operator/control.h"
#include "operator/program_parts.h"

namespace postern::operators {
namespace {

constexpr std::string_view kReplace = "replace";
constexpr std::chrono::seconds kReadyPatience{30};

std::vector<std::string> AllPrograms() {
  return {config::kPrograms.begin(), config::kPrograms.end()};
}

// Longer than all of them may take, one after the other: to get ready, and to end.
std::chrono::seconds Patience(const config::Options& options, std::size_t programs) {
  const auto one = kReadyPatience + std::chrono::ceil<std::chrono::seconds>(ProgramPatience(options));
  return one * (programs + 1);
}

std::string Because(const absl::Status& reason, const std::string& program, const DataFolder& folder) {
  if (absl::IsNotFound(reason)) return absl::StrCat("no ", PartName(program), " runs here");
  if (absl::IsCancelled(reason)) return "told to end meanwhile";
  return absl::StrCat("the new ", PartName(program), " ", std::string(reason.message()),
                      ", the one before serves on; see ", folder.log(program));
}

absl::StatusOr<std::string> Replace(const std::vector<std::string>& programs, Supervisor& supervisor,
                                    const DataFolder& folder) {
  std::vector<std::string> done;
  for (const std::string& program : programs) {
    const absl::Status replaced = supervisor.Replace(PartName(program), kReadyPatience);
    if (!replaced.ok()) {
      return absl::AbortedError(
          absl::StrCat(Because(replaced, program, folder),
                       done.empty() ? "" : "; replaced before that: ", absl::StrJoin(done, ", ")));
    }
    std::fprintf(stderr, "postern: %s was replaced, as somebody asked\n", PartName(program).c_str());
    done.push_back(program);
  }
  return absl::StrCat("Replaced ", absl::StrJoin(done, ", "), ".");
}

bool IsProgram(const std::string& name) {
  return std::count(config::kPrograms.begin(), config::kPrograms.end(), std::string_view(name)) > 0;
}

}  // namespace

absl::StatusOr<std::string> ActOn(const std::string& line, Supervisor& supervisor, const DataFolder& folder) {
  std::vector<std::string> words = absl::StrSplit(line, ' ', absl::SkipEmpty());
  if (words.empty() || words.front() != kReplace) return absl::InvalidArgumentError("not understood: another version?");
  words.erase(words.begin());
  if (!std::all_of(words.begin(), words.end(), IsProgram))
    return absl::InvalidArgumentError("there is no such program");
  return Replace(words, supervisor, folder);
}

int RestartCommand(const config::Loaded& loaded) {
  if (loaded.options.data_dir.empty()) {
    return Complain("name the folder of what runs with --data-dir or POSTERN_DATA_DIR", kExitUsage);
  }
  const std::vector<std::string> programs =
      loaded.words.size() > 1 ? std::vector<std::string>{loaded.words[1]} : AllPrograms();
  if (!IsProgram(programs.front())) {
    return Complain(absl::StrCat("restart: there is no program ", config::Quoted(programs.front()), "; there are ",
                                 absl::StrJoin(config::kPrograms, ", ")),
                    kExitUsage);
  }
  const std::string& folder = loaded.options.data_dir;
  const absl::StatusOr<std::string> answer =
      AskSupervisor(folder + "/run", absl::StrCat(std::string(kReplace), " ", absl::StrJoin(programs, " ")),
                    Patience(loaded.options, programs.size()));
  if (absl::IsNotFound(answer.status())) return Complain("nothing runs in " + folder, kExitFailure);
  if (!answer.ok()) return Complain(answer.status());
  std::puts(answer->c_str());
  return kExitSuccess;
}

}  // namespace postern::operators
