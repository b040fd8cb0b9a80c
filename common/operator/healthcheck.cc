#include "operator/healthcheck.h"

#include "operator/complaint.h"
#include "operator/nginx_values.h"
#include "operator/port.h"
#include "service/healthcheck.h"

namespace postern::operators {

int HealthcheckCommand(const config::Loaded& loaded) {
  const absl::StatusOr<NginxSettings> settings = SettingsFrom(loaded.options);
  if (!settings.ok()) return Complain(settings.status());
  service::LimitHealthcheck();
  if (Answers(*settings, "/healthz", service::kHealthcheckLimit)) return kExitSuccess;
  return Complain("--healthcheck: " + settings->LocalUrl() + "/healthz is not answered with 200", kExitFailure);
}

}  // namespace postern::operators
