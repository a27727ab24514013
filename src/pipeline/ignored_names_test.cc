#include "pipeline/ignored_names.h"

#include <gtest/gtest.h>

#include "core/config.h"

namespace millrace {
namespace {

TEST(IgnoredNames, HiddenAndUnfinishedFilesAreLeftOut) {
  const IgnoredNames ignored(Config().processing.ignore);
  for (const char* name : {".a.gz", "_a.gz", "a.gz.tmp", "a.part", "a.partial", "a.gz.crdownload", ".a.gz.swp", "a.swp",
                           "a.gz~", "year=2026/.a.gz", "year=2026/month=01/_a.gz", "_temporary/0/a.gz", ".git/x.gz",
                           "year=2026/_temporary/a.gz", "unpacking.tmp/a.gz", "_.json"}) {
    EXPECT_TRUE(ignored.Ignores(name)) << name;
  }
  for (const char* name : {"a.gz", "a_b.gz", "a.b.gz", "a.tmp.gz", "a~.gz", "tmp", "part", "year=2026/month=01/a.gz",
                           "_year=2026/a.gz", ".day=1/a.gz", "year=a.tmp/a.gz", "a.tmpx", "a.PART"}) {
    EXPECT_FALSE(ignored.Ignores(name)) << name;
  }
}

TEST(IgnoredNames, OwnPatternsReplaceTheList) {
  const IgnoredNames ignored({"*.bak", "test-?.gz", "[xy]*", "old/*.gz", "backup/2024"});
  for (const char* name : {"a.bak", "in/a.bak", "test-1.gz", "x.gz", "yard/a.gz", "old/a.gz", "backup/2024/01/a.gz"}) {
    EXPECT_TRUE(ignored.Ignores(name)) << name;
  }
  for (const char* name : {".a.gz", "a.tmp", "test-12.gz", "older/a.gz", "in/old/a.gz", "old/deep/a.gz",
                           "backup/2025/a.gz", "in/backup/2024/a.gz"}) {
    EXPECT_FALSE(ignored.Ignores(name)) << name;
  }
  EXPECT_FALSE(IgnoredNames({}).Ignores(".a.tmp"));
}

}  // namespace
}  // namespace millrace
