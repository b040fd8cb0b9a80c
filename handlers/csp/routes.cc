#include "handlers/csp/routes.h"

#include <memory>

#include "config/shapes.h"
#include "handlers/csp/reports.h"

namespace postern::csp {
namespace {

constexpr std::string_view kTag = "Content security policy";

}  // namespace

service::Contract Routes(service::App& app) {
  const auto reports = std::make_shared<Reports>();
  // Clients built with codersdk know the route as open: whoever has no session yet may report, too.
  const bool open = config::ShapesOf(app.options) == config::Shapes::kCodersdk;
  std::vector<std::string_view> closed_trees;
  if (!open) closed_trees.push_back("/api/v2/csp");
  return {.routes =
              {
                  {"POST",
                   "/api/v2/csp/reports",
                   open ? service::kOpen : service::kSession,
                   [reports](const service::Context& context) { return reports->Take(context); },
                   {.tag = kTag,
                    .summary = "Report that a page broke its content security policy",
                    .body = "CspReportRequest",
                    .body_types = {"application/json", "application/csp-report", "application/reports+json"},
                    .answer = "Ok",
                    .refusals = {400}}},
                  {"GET",
                   "/api/v2/csp/reports",
                   service::Permission("read", "deployment_config"),
                   [reports](const service::Context& context) { return reports->List(context); },
                   {.tag = kTag, .summary = "List how pages broke their policy", .answer = "CspReports"}},
              },
          .closed_trees = closed_trees};
}

}  // namespace postern::csp
