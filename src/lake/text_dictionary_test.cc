#include "lake/text_dictionary.h"

#include <string>

#include <gtest/gtest.h>

namespace millrace {
namespace {

std::vector<TextRef> Refs(const std::vector<std::string>& texts) {
  std::vector<TextRef> refs;
  refs.reserve(texts.size());
  for (const std::string& text : texts) {
    refs.push_back({.data = reinterpret_cast<const uint8_t*>(text.data()), .size = static_cast<uint32_t>(text.size())});
  }
  return refs;
}

std::string Text(const TextRef& ref) {
  return {reinterpret_cast<const char*>(ref.data), ref.size};
}

std::vector<std::string> Numbered(size_t count, size_t distinct) {
  std::vector<std::string> texts;
  for (size_t i = 0; i < count; ++i) texts.push_back("https://shop.example/" + std::to_string(i * 7 % distinct));
  return texts;
}

TEST(TextDictionary, NumbersTextsInOrderOfTheirFirstUse) {
  TextDictionary dictionary;
  for (const auto& texts : {std::vector<std::string>{"b", "", "a", "b", "", "a", "a"}, Numbered(20000, 3000)}) {
    std::vector<uint32_t> indices(texts.size());
    ASSERT_TRUE(dictionary.Encode(Refs(texts), indices));
    uint32_t next = 0;
    for (size_t i = 0; i < texts.size(); ++i) {
      EXPECT_EQ(Text(dictionary.values()[indices[i]]), texts[i]);
      EXPECT_LE(indices[i], next);
      next = std::max(next, indices[i] + 1);
    }
    EXPECT_EQ(next, dictionary.values().size());
  }
}

TEST(TextDictionary, GivesUpOnTextsThatHardlyRepeat) {
  TextDictionary dictionary;
  const std::vector<std::string> texts = Numbered(20000, 20001);
  std::vector<uint32_t> indices(texts.size());
  EXPECT_FALSE(dictionary.Encode(Refs(texts), indices));
}

}  // namespace
}  // namespace millrace
