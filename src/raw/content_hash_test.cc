#include "raw/content_hash.h"

#include <gtest/gtest.h>

#include "raw/raw_file.h"
#include "storage/testing/fake_file_system.h"

namespace millrace {
namespace {

TEST(ContentHash, IsThatOfTheStoredBytesHoweverTheyAreRead) {
  FakeFileSystem files;
  const std::string text = "a\n\nb\r\nc";
  files.files["plain.json"] = text;
  RawFileReader reader(files, "plain.json", {.read_bytes = 2, .buffer_bytes = 3});
  RawLine line;
  EXPECT_EQ(reader.content_hash(), "");
  while (reader.Next(line)) {
  }
  EXPECT_EQ(reader.content_hash(), ContentHashOf(files, "plain.json"));
  files.files["other.json"] = text + " ";
  EXPECT_NE(reader.content_hash(), ContentHashOf(files, "other.json"));
}

TEST(ContentHash, IsUnknownWhereAFileBreaksOff) {
  FakeFileSystem files;
  files.files["broken.gz"] = "this is no gzip, and more than is looked at";
  RawFileReader reader(files, "broken.gz", {.read_bytes = 2, .buffer_bytes = 3});
  RawLine line;
  EXPECT_FALSE(reader.Next(line));
  EXPECT_NE(reader.error(), "");
  EXPECT_EQ(reader.content_hash(), "");
}

}  // namespace
}  // namespace millrace
