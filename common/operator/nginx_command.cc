#include "operator/nginx_command.h"

#include <cstdio>
#include <filesystem>
#include <string>

#include "operator/complaint.h"
#include "operator/nginx_files.h"
#include "operator/port.h"
#include "operator/program_address.h"

namespace postern::operators {

int NginxCommand(const config::Loaded& loaded) {
  absl::StatusOr<NginxSettings> settings = SettingsFrom(loaded.options);
  if (!settings.ok()) return Complain(settings.status());
  const std::string& folder = loaded.words[1];
  settings->ipv6 = HasIpv6();
  settings->name_server = NameServer();
  settings->ipv6_names = HasIpv6Address();
  if (settings->program_addresses.empty()) settings->program_addresses = {kInstalledSockets};
  const absl::Status written = WriteNginxFiles(folder, *settings, Includes::kAbsolute);
  if (!written.ok()) return Complain(written);
  std::printf("Wrote %s. In the http block of nginx: include \"%s/postern.conf\";\n", folder.c_str(),
              std::filesystem::absolute(folder).lexically_normal().c_str());
  return kExitSuccess;
}

}  // namespace postern::operators
