#include "operator/log_tail.h"

#include "tests/unit/operator/temporary_folder.h"

namespace postern::operators {
namespace {

class LogTailTest : public TemporaryFolderTest {
 protected:
  void Write(const std::string& text) { std::ofstream(path("log"), std::ios::app) << text; }
};

TEST_F(LogTailTest, ShowsWhatWasWrittenSince) {
  Write("before\n");
  const long start = LogSize(path("log"));
  Write("one\ntwo\n");
  EXPECT_EQ(LogTail(path("log"), start), "    one\n    two\n");
}

TEST_F(LogTailTest, ShowsTenLinesAtMost) {
  for (int i = 1; i <= 12; ++i) Write(std::to_string(i) + "\n");
  const std::string tail = LogTail(path("log"), 0);
  EXPECT_EQ(tail.find("    3\n"), 0U);
  EXPECT_NE(tail.find("    12\n"), std::string::npos);
}

TEST_F(LogTailTest, ALogThatIsNotThereIsEmpty) {
  EXPECT_EQ(LogSize(path("none")), 0);
  EXPECT_EQ(LogTail(path("none"), 0), "");
}

}  // namespace
}  // namespace postern::operators
