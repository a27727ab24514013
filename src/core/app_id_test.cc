#include "core/app_id.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(AppId, WhatReadersTakeForNullIsReserved) {
  for (const char* app :
       {"", " ", "\t\r\n", "null", "NULL", "Null", "nUlL", "__HIVE_DEFAULT_PARTITION__", "_unknown"}) {
    EXPECT_TRUE(IsReservedAppId(app)) << app;
  }
  for (const char* app : {"shop", "nulls", "nil", "N", "None", "__hive_default_partition__", "_Unknown", "unknown",
                          " null", ".", "..", "0"}) {
    EXPECT_FALSE(IsReservedAppId(app)) << app;
  }
}

}  // namespace
}  // namespace millrace
