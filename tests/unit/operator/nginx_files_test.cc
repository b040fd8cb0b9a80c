#include "operator/nginx_files.h"

#include <gmock/gmock.h>

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
    return settings;
  }
};

TEST_F(NginxFilesTest, EveryIncludeIsAFileThatIsWritten) {
  ASSERT_TRUE(WriteNginxFiles(folder_, Settings(), Includes::kRelative).ok());
  for (const auto& [name, text] : StaticNginxFiles()) {
    for (std::size_t at = text.find("\n    include "); at != std::string::npos;
         at = text.find("\n    include ", at + 1)) {
      const std::string included = text.substr(at + 13, text.find(';', at) - at - 13);
      EXPECT_TRUE(std::filesystem::exists(path(included))) << name << " includes " << included;
    }
  }
}

TEST_F(NginxFilesTest, AnotherNginxIsGivenWholePaths) {
  ASSERT_TRUE(WriteNginxFiles(path("a b"), Settings(), Includes::kAbsolute).ok());
  const std::string text = Read(path("a b/postern.conf"));
  EXPECT_THAT(text, HasSubstr("include \"" + path("a b/values/http.conf") + "\";"));
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
