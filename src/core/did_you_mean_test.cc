#include "core/did_you_mean.h"

#include <array>

#include <gtest/gtest.h>

namespace millrace {
namespace {

constexpr std::array<std::string_view, 6> kNames = {"process", "query", "status", "--dry-run", "processing.threads",
                                                    "ip"};

TEST(DidYouMean, FindsSlips) {
  EXPECT_EQ(DidYouMean("proces", kNames), "process");
  EXPECT_EQ(DidYouMean("porcess", kNames), "process");
  EXPECT_EQ(DidYouMean("QUERY", kNames), "query");
  EXPECT_EQ(DidYouMean("stauts", kNames), "status");
  EXPECT_EQ(DidYouMean("--dry_run", kNames), "--dry-run");
  EXPECT_EQ(DidYouMean("thread", kNames), "processing.threads");
  EXPECT_EQ(DidYouMean("que", kNames), "query");
}

TEST(DidYouMean, IsSilentWhenNothingIsNear) {
  EXPECT_EQ(DidYouMean("zebra", kNames), "");
  EXPECT_EQ(DidYouMean("x", kNames), "");
  EXPECT_EQ(DidYouMean("", kNames), "");
  EXPECT_EQ(DidYouMean(std::string(1'000'000, 'p'), kNames), "");
  EXPECT_EQ(DidYouMean("process", {}), "");
}

TEST(DidYouMean, HintIsASentenceOrNothing) {
  EXPECT_EQ(DidYouMeanHint("qery", kNames), "; did you mean query?");
  EXPECT_EQ(DidYouMeanHint("zebra", kNames), "");
}

}  // namespace
}  // namespace millrace
