#include "operator/nginx_files.h"

#include <gmock/gmock.h>

#include <sstream>

#include "tests/unit/operator/temporary_folder.h"

namespace postern::operators {
namespace {

using testing::HasSubstr;
using testing::Not;

class NginxFilesTest : public TemporaryFolderTest {
 protected:
  static NginxSettings Settings() {
    NginxSettings settings;
    settings.listen = {"127.0.0.1", 8080};
    settings.version = "v1.2.3";
    settings.program_addresses = {"unix:{program}.sock"};
    return settings;
  }
};

TEST_F(NginxFilesTest, EveryIncludeIsAFileThatIsWritten) {
  ASSERT_TRUE(WriteNginxFiles(folder_, Settings(), Includes::kRelative).ok());
  int includes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
    if (!entry.is_regular_file()) continue;
    std::istringstream lines(Read(entry.path()));
    for (std::string line; std::getline(lines, line);) {
      const std::size_t at = line.find_first_not_of(' ');
      if (at == std::string::npos || line.compare(at, 8, "include ") != 0) continue;
      const std::string included = line.substr(at + 8, line.find(';') - at - 8);
      EXPECT_TRUE(std::filesystem::exists(path(included))) << entry.path() << " includes " << included;
      ++includes;
    }
  }
  EXPECT_GT(includes, 20);
}

TEST_F(NginxFilesTest, AnotherNginxIsGivenWholePaths) {
  ASSERT_TRUE(WriteNginxFiles(path("a b"), Settings(), Includes::kAbsolute).ok());
  const std::string text = Read(path("a b/postern.conf"));
  EXPECT_THAT(text, HasSubstr("include \"" + path("a b/values/sites.conf") + "\";"));
  EXPECT_THAT(Read(path("a b/values/sites.conf")), HasSubstr("include \"" + path("a b/sites/postern.conf") + "\";"));
  EXPECT_THAT(text, Not(HasSubstr("include values")));
}

TEST_F(NginxFilesTest, AnotherNginxKeepsItsOwnMainFile) {
  ASSERT_TRUE(WriteNginxFiles(folder_, Settings(), Includes::kAbsolute).ok());
  EXPECT_FALSE(std::filesystem::exists(path("nginx.conf")));
  EXPECT_FALSE(std::filesystem::exists(path("values/main.conf")));
}

TEST_F(NginxFilesTest, AFolderThatNginxCannotNameIsRefused) {
  for (const char* name : {"a\"b", "a$b", "a*b", "a\\b", "a\nb", "a;b"}) {
    EXPECT_FALSE(WriteNginxFiles(path(name), Settings(), Includes::kAbsolute).ok()) << name;
    EXPECT_FALSE(std::filesystem::exists(path(name))) << name;
  }
}

TEST_F(NginxFilesTest, ARefusedValueWritesNothing) {
  NginxSettings settings = Settings();
  settings.version = "x;";
  EXPECT_FALSE(WriteNginxFiles(path("new"), settings, Includes::kRelative).ok());
  EXPECT_FALSE(std::filesystem::exists(path("new")));
}

TEST_F(NginxFilesTest, TheHttpPartOpensNoPort) {
  ASSERT_TRUE(WriteNginxFiles(folder_, Settings(), Includes::kRelative).ok());
  EXPECT_THAT(Read(path("http.conf")), Not(HasSubstr("sites/")));
  for (const char* file : {"http.conf", "below.conf", "values/http.conf", "values/requests.conf"}) {
    EXPECT_THAT(Read(path(file)), Not(HasSubstr("listen"))) << file;
  }
}

TEST_F(NginxFilesTest, TheSiteOfMetricsIsThereWhileItIsWanted) {
  NginxSettings settings = Settings();
  settings.metrics = ListenAddress{"127.0.0.1", 2112};
  ASSERT_TRUE(WriteNginxFiles(folder_, settings, Includes::kRelative).ok());
  EXPECT_TRUE(std::filesystem::exists(path("sites/metrics.conf")));
  EXPECT_THAT(Read(path("values/sites.conf")), HasSubstr("include sites/metrics.conf;"));
  ASSERT_TRUE(WriteNginxFiles(folder_, Settings(), Includes::kRelative).ok());
  EXPECT_FALSE(std::filesystem::exists(path("sites/metrics.conf")));
  EXPECT_THAT(Read(path("values/sites.conf")), Not(HasSubstr("metrics")));
}

TEST_F(NginxFilesTest, WritingTwiceReplaces) {
  NginxSettings settings = Settings();
  ASSERT_TRUE(WriteNginxFiles(folder_, settings, Includes::kRelative).ok());
  settings.version = "v4.5.6";
  ASSERT_TRUE(WriteNginxFiles(folder_, settings, Includes::kRelative).ok());
  EXPECT_THAT(Read(path("values/http.conf")), HasSubstr("\"v4.5.6\""));
  EXPECT_THAT(Read(path("values/http.conf")), Not(HasSubstr("v1.2.3")));
}

}  // namespace
}  // namespace postern::operators
