// bench_hello SOCKET: a constant answer, in size and headers that of /api/v2/buildinfo.
#include <string>

#include "tests/bench/accept_loop.h"

namespace {

constexpr std::string_view kBody =
    R"({"external_url":"https://github.com/coder/coder","version":"v2.23.0+postern.0.1.0","dashboard_url":"",)"
    R"("telemetry":true,"workspace_proxy":false,"agent_api_version":"1.0","provisioner_api_version":"1.6",)"
    R"("upgrade_message":"","deployment_id":"00000000-0000-4000-8000-000000000000"})"
    "\n";

constexpr std::string_view kHeaders =
    "Status: 200 OK\r\n"
    "Content-Type: application/json; charset=utf-8\r\n"
    "Set-Cookie: csrf_token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=; Path=/; HttpOnly; "
    "SameSite=Lax\r\n"
    "X-Coder-Build-Version: v2.23.0+postern.0.1.0\r\n"
    "X-Coder-Request-Id: 00000000-0000-4000-8000-000000000000\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Vary: Origin\r\n"
    "Vary: Cookie\r\n";

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::string answer(kHeaders);
  answer.append("Content-Length: ").append(std::to_string(kBody.size())).append("\r\n\r\n").append(kBody);
  postern::bench::Serve(argv[1], [&](FCGX_Request& request) { postern::bench::Send(request, answer); });
}
