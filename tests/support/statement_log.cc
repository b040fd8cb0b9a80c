#include "tests/support/statement_log.h"

#include <regex>

#include "tests/support/private_cluster.h"
#include "tests/support/program.h"

namespace postern::test {
namespace {

std::string ServerLog() {
  return ReadFile(PrivateCluster::Shared().folder() + "/log");
}

}  // namespace

StatementLog::StatementLog(Site& site) {
  site.Sql("ALTER DATABASE " + site.database().name() + " SET log_statement = 'all'");
  // The sessions that come after these have the setting; the test's own keeps on without.
  site.Sql(
      "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
      "WHERE datname = current_database() AND pid <> pg_backend_pid()");
}

std::vector<std::string> StatementLog::During(const std::function<void()>& work) const {
  const std::size_t before = ServerLog().size();
  work();
  const std::string log = ServerLog().substr(before);
  static const std::regex kLine(R"(LOG:  (?:execute [^:]*|statement): ([^\n]*))");
  std::vector<std::string> statements;
  for (std::sregex_iterator line(log.begin(), log.end(), kLine), end; line != end; ++line) {
    statements.push_back((*line)[1].str());
  }
  return statements;
}

}  // namespace postern::test
