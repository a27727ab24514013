#include "storage/arrow_stores.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace {
namespace {

std::string Refusal(const std::string& bucket, const Config::Abfs& config = {}) {
  try {
    OpenAbfsFileSystem(config, bucket);
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

TEST(AzureAddress, NamesContainerAndAccount) {
  ::setenv("AZURE_STORAGE_KEY", "a2V5a2V5a2V5", 1);
  EXPECT_EQ(Refusal("raw@acme.dfs.core.windows.net"), "");
  EXPECT_EQ(Refusal("raw@acme.dfs.core.chinacloudapi.cn"), "");
  EXPECT_EQ(Refusal("raw@acme", {.endpoint = "http://127.0.0.1:1", .anonymous = false}), "");
  for (const std::string bucket : {"raw", "raw@", "@acme.dfs.core.windows.net", "raw@.dfs.core.windows.net", "raw@acme",
                                   "raw@acme.blob.core.windows.net"}) {
    EXPECT_NE(Refusal(bucket).find("expected abfs://container@account.dfs.core.windows.net/prefix"), std::string::npos)
        << bucket;
  }
  for (const std::string key : {"mistaken!", "AAA", "====", "A==="}) {
    ::setenv("AZURE_STORAGE_KEY", key.c_str(), 1);
    const std::string refusal = Refusal("raw@acme.dfs.core.windows.net");
    EXPECT_NE(refusal.find("AZURE_STORAGE_KEY is not the key"), std::string::npos) << key;
    EXPECT_EQ(refusal.find(key), std::string::npos);
  }
  ::unsetenv("AZURE_STORAGE_KEY");
  EXPECT_NE(Refusal("raw@acme", {.endpoint = "http://127.0.0.1:1", .anonymous = false}).find("no account key"),
            std::string::npos);
}

}  // namespace
}  // namespace millrace
