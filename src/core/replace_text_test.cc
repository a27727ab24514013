#include "core/replace_text.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

std::string Replaced(std::string_view text, std::string_view what, std::string_view by) {
  std::string out = "old";
  ReplaceAll(text, what, by, out);
  return out;
}

TEST(ReplaceAll, ByShorterLongerAndEmptyTexts) {
  EXPECT_EQ(Replaced("1.2.3.4,1.2.3.4;", "1.2.3.4", "1.2.3.0"), "1.2.3.0,1.2.3.0;");
  EXPECT_EQ(Replaced("aXbXX", "X", ""), "ab");
  EXPECT_EQ(Replaced("XaX", "X", "<X>"), "<X>a<X>");
  EXPECT_EQ(Replaced("aaa", "aa", "b"), "ba");
  EXPECT_EQ(Replaced("abc", "x", "y"), "abc");
  EXPECT_EQ(Replaced("abc", "", "y"), "abc");
  EXPECT_EQ(Replaced("", "x", "y"), "");
}

// Sanitizers check the whole rest of the text at each search, which is quadratic in itself.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MILLRACE_SMALL_TEXT
#endif
#endif
#ifdef MILLRACE_SMALL_TEXT
constexpr size_t kSize = 16u << 10;
#else
constexpr size_t kSize = 16u << 20;
#endif

// Millions of occurrences, and a text whose beginning occurs everywhere: a quadratic algorithm takes minutes here.
TEST(ReplaceAll, IsLinear) {
  EXPECT_EQ(Replaced(std::string(kSize, 'a'), "a", "bc").size(), 2 * kSize);
  EXPECT_EQ(Replaced(std::string(kSize, 'a'), "aa", "b").size(), kSize / 2);
  EXPECT_EQ(Replaced(std::string(kSize, 'a'), std::string(kSize / 2, 'a') + "b", "").size(), kSize);
}

}  // namespace
}  // namespace millrace
