#include "handlers/updatecheck/routes.h"

#include "handlers/updatecheck/update_check.h"

namespace postern::updatecheck {

service::Contract Routes(service::App&) {
  return {.routes = {
              {"GET",
               "/api/v2/updatecheck",
               service::kOpen,
               GetUpdateCheck,
               {.tag = "This deployment",
                .summary = "Tell whether there is a newer release",
                .answer = "UpdateCheckResponse"}},
          }};
}

}  // namespace postern::updatecheck
