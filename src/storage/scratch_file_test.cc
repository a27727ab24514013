#include "storage/scratch_file.h"

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/error.h"
#include "core/testing/temporary_folder.h"

namespace millrace {
namespace {

TEST(ScratchFile, GivesBackWhatSeveralThreadsAppended) {
  const TemporaryFolder temporary;
  const std::string& folder = temporary.path();
  {
    ScratchFile file(folder);
    EXPECT_TRUE(std::filesystem::is_empty(folder)) << "it has no name";
    std::vector<std::jthread> threads;
    for (char c = 'a'; c < 'e'; ++c) {
      threads.emplace_back([&file, c] {
        for (size_t size = 0; size < 200; ++size) {
          const std::string text(size * 31, c);
          const uint64_t at = file.Append(text.data(), text.size());
          std::string read(text.size(), '\0');
          file.Read(at, read.data(), read.size());
          EXPECT_EQ(read, text);
        }
      });
    }
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST(ScratchFile, AFolderThatIsNotThereIsNamed) {
  try {
    ScratchFile file("/nowhere/at/all");
    FAIL();
  } catch (const SystemError& error) {
    EXPECT_STREQ(error.what(),
                 "cannot create a file for intermediate data in /nowhere/at/all: No such file or directory");
  }
}

}  // namespace
}  // namespace millrace
