#include "handlers/experiments/routes.h"

#include "handlers/experiments/experiments.h"

namespace postern::experiments {
namespace {

constexpr std::string_view kTag = "Experiments";

}  // namespace

service::Contract Routes(service::App& app) {
  WarnOfUnsafe(app.options);
  return {.routes =
              {
                  {"GET",
                   "/api/v2/experiments/",
                   service::kSession,
                   GetActive,
                   {.tag = kTag, .summary = "List the experiments that are on", .answer = "Texts"}},
                  {"GET",
                   "/api/v2/experiments/available",
                   service::kSession,
                   GetAvailable,
                   {.tag = kTag, .summary = "List the experiments that are safe to try", .answer = "Experiments"}},
              },
          .closed_trees = {"/api/v2/experiments"}};
}

}  // namespace postern::experiments
