#include "operator/program_parts.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "config/programs.h"
#include "operator/cluster.h"

namespace postern::operators {
namespace {

// What a program is told over all sources. What is filled in for want of a setting is shown to have no source.
std::vector<config::Told> ToldTo(const UpPlan& plan) {
  using config::Source;
  std::vector<config::Told> told = {{"Listen", "", Source::kNone}};  // From fd 0, whatever somebody set.
  if (plan.loaded.options.access_url.empty()) {
    told.push_back({"Access URL", plan.nginx.LocalUrl(), Source::kNone});
  }
  if (plan.private_cluster) told.push_back({"Postgres Connection URL", Cluster::HandlerUrl(), Source::kNone});
  return told;
}

// A file in memory with what a program reads its options from: what we read ours from, the YAML file as it was then.
absl::StatusOr<int> HandDown(const UpPlan& plan, const char* program) {
  config::Sources sources = plan.loaded.sources;
  sources.told = ToldTo(plan);
  return config::SourcesFile(sources, program);
}

std::vector<std::string> EnvironmentOfProgram() {
  std::vector<std::string> environment = PlainEnvironment();
  environment.push_back(absl::StrCat(config::kHandedDown, "=/proc/self/fd/", kFirstKept));
  environment.push_back(ReadyNotices::Variable());
  return environment;
}

}  // namespace

std::string PartName(std::string_view program) {
  return "postern-" + std::string(program);
}

absl::Status ProgramParts::Start(const UpPlan& plan, const DataFolder& folder, Supervisor& supervisor) {
  if (const absl::Status heard = supervisor.ListenForNotices(); !heard.ok()) return heard;
  for (const char* program : config::kPrograms) {
    absl::StatusOr<fcgi::Listener> socket =
        fcgi::Listener::Open({.address = absl::StrCat("unix:", program, ".sock"), .group = plan.socket_group});
    if (!socket.ok()) return socket.status();
    sockets_.push_back(*std::move(socket));
    const absl::StatusOr<int> handed_down = HandDown(plan, program);
    if (!handed_down.ok()) return handed_down.status();
    const Command command = {.arguments = {absl::StrCat(plan.programs, "/", PartName(program))},
                             .environment = EnvironmentOfProgram(),
                             .log = folder.log(program),
                             .input = sockets_.back().fd(),
                             .kept = {*handed_down}};
    const absl::Status started = supervisor.Start({.name = PartName(program),
                                                   .command = command,
                                                   .stop_within = ProgramPatience(plan.loaded.options),
                                                   .tells_ready = true});
    if (!started.ok()) return started;
  }
  return absl::OkStatus();
}

void ProgramParts::StopBeingFound() {
  for (fcgi::Listener& socket : sockets_) socket.StopBeingFound();
}

}  // namespace postern::operators
