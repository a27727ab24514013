#include "http/target.h"

#include <gtest/gtest.h>

namespace millrace::http {
namespace {

Target Parsed(std::string_view text) {
  Target target;
  EXPECT_FALSE(ParseTarget(text, target).has_value()) << text;
  return target;
}

unsigned StatusOf(std::string_view text) {
  Target target;
  const auto bad = ParseTarget(text, target);
  return bad ? bad->status : 200;
}

using Segments = std::vector<std::string>;

TEST(TargetTest, CutsFirstAndDecodesThen) {
  EXPECT_EQ(Parsed("/").segments, Segments());
  EXPECT_EQ(Parsed("/a/b%2Fc/%E4%B8%AD").segments, Segments({"a", "b/c", "中"}));
  EXPECT_EQ(Parsed("/a/").segments, Segments({"a", ""}));
  EXPECT_EQ(Parsed("/a+b").segments, Segments({"a+b"}));
  const Target target = Parsed("/x?from=2026-11-01&q=a%26b+c&flag&empty=&&=v&q=2=3");
  EXPECT_EQ(target.path, "/x");
  EXPECT_EQ(target.query,
            (std::vector<QueryPair>{
                {"from", "2026-11-01"}, {"q", "a&b c"}, {"flag", ""}, {"empty", ""}, {"", "v"}, {"q", "2=3"}}));
}

TEST(TargetTest, RefusesWhatIsMalformed) {
  for (const char* const text : {"", "x", "http://localhost/x", "*", "/a%2", "/a%zz", "/%00", "/%ff", "/..",
                                 "/a/%2e%2e", "/a/./b", "/a#b", "/a?x=%", "/a?x=%c3", "/a?%00=1"}) {
    EXPECT_EQ(StatusOf(text), 400U) << text;
  }
}

TEST(TargetTest, IsBounded) {
  EXPECT_EQ(StatusOf("/" + std::string(9000, 'x')), 414U);
  std::string deep;
  for (int i = 0; i < 33; ++i) deep += "/a";
  EXPECT_EQ(StatusOf(deep), 400U);
  std::string wide = "/?a";
  for (int i = 0; i < 100; ++i) wide += "&a";
  EXPECT_EQ(StatusOf(wide), 400U);
}

}  // namespace
}  // namespace millrace::http
