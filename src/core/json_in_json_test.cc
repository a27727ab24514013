#include "core/json_in_json.h"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/json_text.h"

namespace millrace {
namespace {

#ifdef __x86_64__
using Way = std::optional<size_t> (*)(const char*, size_t, char*);

class JsonInJsonTest : public ::testing::TestWithParam<Way> {
 protected:
  void SetUp() override {
    if (GetParam() == UnescapeQuotesAvx512 && !__builtin_cpu_supports("avx512vbmi2")) GTEST_SKIP() << "no AVX-512";
  }
  // The bytes after a text must not matter.
  static std::optional<std::string> Unescape(const std::string& text, char behind) {
    const std::string padded = text + std::string(kUnescapePadding, behind);
    std::vector<char> out(text.size() + kUnescapePadding);
    const auto size = GetParam()(padded.data(), text.size(), out.data());
    if (!size) return std::nullopt;
    return std::string(out.data(), *size);
  }
  static void Check(const std::string& text, bool accepted = true) {
    std::string expected;
    ASSERT_EQ(UnescapeJsonString(text, expected) || !accepted, true) << text;
    for (const char behind : {'x', '\\', '"', '\0'}) {
      const auto found = Unescape(text, behind);
      EXPECT_EQ(found.has_value(), accepted) << text;
      if (accepted) {
        EXPECT_EQ(found, expected) << text;
      }
    }
  }
};

TEST_P(JsonInJsonTest, SimpleEscapesAreResolved) {
  for (const char* text :
       {"", "a", R"(\")", R"(\\)", R"(\/)", R"({\"a\":\"b\"})", R"(\\\")", R"(\\\\n)", R"(a\\nb\\\\)"}) {
    Check(text);
  }
}

TEST_P(JsonInJsonTest, OthersAreLeftToTheSlowWay) {
  for (const char* text : {R"(\n)", R"(\u0041)", R"(\x)", "\\", R"(\\\)", R"(a\\\n)"}) Check(text, false);
  // At every position of a block, and across its end.
  for (size_t before = 0; before < 200; ++before) {
    Check(std::string(before, 'a') + "\\n" + std::string(80, 'b'), false);
    Check(std::string(before, 'a') + "\\", false);
    Check(std::string(before, '\\'), before % 2 == 0);
    Check(std::string(before, '\\') + "n", before % 2 == 0);
    if (before % 2 == 1) Check(std::string(before, '\\') + "\"b");
  }
}

TEST_P(JsonInJsonTest, RandomTextsAreWhatTheSlowWayMakesOfThem) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    const size_t size = random() % 300;
    const unsigned escapes = 1 + random() % 9;
    while (text.size() < size) {
      if (random() % 10 < escapes) {
        text += '\\';
        text += "\"\\/"[random() % 3];
      } else {
        text += "abc/:,{} "[random() % 9];
      }
    }
    Check(text);
  }
}

INSTANTIATE_TEST_SUITE_P(Ways, JsonInJsonTest, ::testing::Values(UnescapeQuotesAvx2, UnescapeQuotesAvx512),
                         [](const auto& info) { return info.param == UnescapeQuotesAvx2 ? "Avx2" : "Avx512"; });
#endif

}  // namespace
}  // namespace millrace
