#include "core/store_address.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(StoreAddress, SplitsBucketAndKey) {
  const auto address = ParseStoreAddress("s3://logs/raw/web");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->kind, StoreKind::kS3);
  EXPECT_EQ(address->bucket, "logs");
  EXPECT_EQ(address->key, "raw/web");
  EXPECT_EQ(ParseStoreAddress("s3://logs")->key, "");
  EXPECT_EQ(ParseStoreAddress("gs://b/k")->kind, StoreKind::kGs);
  const auto azure = ParseStoreAddress("abfs://raw@acme.dfs.core.windows.net/in");
  ASSERT_TRUE(azure);
  EXPECT_EQ(azure->kind, StoreKind::kAbfs);
  EXPECT_EQ(azure->bucket, "raw@acme.dfs.core.windows.net");
  EXPECT_EQ(azure->key, "in");
}

TEST(StoreAddress, EverythingElseIsAPath) {
  for (const char* path : {"", "raw", "/data/s3://x", "http://h/x", "S3://b/x", "s3:/b/x"}) {
    EXPECT_FALSE(IsStoreAddress(path)) << path;
    EXPECT_FALSE(ParseStoreAddress(path)) << path;
  }
  // A scheme without a bucket is an address, too, so that it is not taken for a directory.
  EXPECT_TRUE(IsStoreAddress("s3:///raw"));
  EXPECT_FALSE(ParseStoreAddress("s3:///raw"));
  EXPECT_FALSE(ParseStoreAddress("s3://"));
}

TEST(StoreAddress, OnlyOnS3AStagedFileIsNothingOfItsOwn) {
  EXPECT_FALSE(HasStagedFiles("s3://b/lake"));
  for (const char* path : {"gs://b/lake", "abfs://c@a/lake", "lake", "/lake"})
    EXPECT_TRUE(HasStagedFiles(path)) << path;
}

}  // namespace
}  // namespace millrace
