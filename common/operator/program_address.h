// Where nginx finds each program, as --program-address says it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace postern::operators {

struct ProgramAddress {
  enum class Kind {
    kUnix,     // unix:/path, or relative to nginx's working folder.
    kNumeric,  // 10.0.0.5:9000, [fd00::5]:9000.
    kName,     // users:9000. Who is behind the name changes while nginx runs.
  };
  Kind kind = Kind::kUnix;
  std::string text;  // As nginx writes it.
};

// The socket of a program beside others in one folder.
inline constexpr char kInstalledSockets[] = "unix:/run/postern/{program}.sock";

// The address of each program of config::kPrograms, by name. An item is an address, in which {program} stands for the
// name, or NAME=ADDRESS for one program, which counts before the others; addresses are unix:PATH and tcp:HOST:PORT. An
// error names the option: an address that cannot be read or could mean something else in nginx's files, a program that
// there is not, one that has no address, and two that have the same.
absl::StatusOr<std::map<std::string, ProgramAddress>> ProgramAddresses(const std::vector<std::string>& items);

// The first name server of a resolv.conf, as nginx's `resolver` takes it; "" where there is none or the file cannot be
// read. The others are for when that one is silent, and may know less: nginx, unlike libc, would ask all in turn.
// Addresses with a zone (fe80::1%eth0) are passed over: nginx cannot say them.
std::string NameServer(const std::string& path = "/etc/resolv.conf");

}  // namespace postern::operators
