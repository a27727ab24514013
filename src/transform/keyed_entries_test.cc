#include "transform/keyed_entries.h"

#include <algorithm>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace millrace {
namespace {

struct Plain {
  std::string_view key;
  int value;
};
struct Hashed {
  std::string_view key;
  int value;
  uint32_t key_hash;
};
uint32_t HashOf(const Hashed& entry) {
  return entry.key_hash;
}

template <typename Entry>
Entry Make(std::string_view key, int value) {
  if constexpr (std::is_same_v<Entry, Hashed>) {
    return {key, value, HashOfKey(key) % 7};  // many meet in one place
  } else {
    return {key, value};
  }
}

// Against a plain list: the same entries in the same order.
template <typename Entry>
void ComparesWithAPlainList(size_t keys, size_t puts) {
  std::vector<std::string> names;
  for (size_t i = 0; i < keys; ++i) names.push_back(i == 0 ? "" : "key" + std::to_string(i));
  std::mt19937 random(static_cast<uint32_t>(keys));
  KeyedEntries<Entry, SIZE_MAX> entries;
  std::vector<std::pair<std::string_view, int>> plain;
  for (size_t i = 0; i < puts; ++i) {
    const std::string& name = names[random() % keys];
    entries.Put(Make<Entry>(name, static_cast<int>(i)));
    const auto known = std::ranges::find(plain, std::string_view(name), &std::pair<std::string_view, int>::first);
    if (known == plain.end()) {
      plain.emplace_back(name, static_cast<int>(i));
    } else {
      known->second = static_cast<int>(i);
    }
    if (i == puts / 2) {
      entries.RemoveIf([](const Entry& entry) { return entry.value % 3 == 0; });
      std::erase_if(plain, [](const auto& entry) { return entry.second % 3 == 0; });
    }
  }
  ASSERT_EQ(entries.size(), plain.size());
  for (size_t i = 0; i < plain.size(); ++i) {
    EXPECT_EQ(entries[i].key, plain[i].first);
    EXPECT_EQ(entries[i].value, plain[i].second);
    EXPECT_TRUE(entries.Has(entries[i]));
  }
  EXPECT_FALSE(entries.Has(Make<Entry>("other", 0)));
  entries.clear();
  EXPECT_TRUE(entries.empty());
  EXPECT_FALSE(entries.Has(Make<Entry>("key1", 0)));
}

TEST(KeyedEntries, AreThoseOfAPlainList) {
  for (const size_t keys : {1, 10, 48, 49, 200, 1000}) {
    ComparesWithAPlainList<Plain>(keys, 3000);
    ComparesWithAPlainList<Hashed>(keys, 3000);
  }
}

TEST(KeyedEntries, BeyondTheMostKeysEntriesAreLeftOutAndCounted) {
  KeyedEntries<Plain, 3> entries;
  for (const std::string_view key : {"a", "b", "c", "d", "a", "e"}) entries.Put({key, 7});
  EXPECT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries.left_out(), 2u);
  entries.NoteLeftOut(5);
  EXPECT_EQ(entries.left_out(), 7u);
  entries.clear();
  EXPECT_EQ(entries.left_out(), 0u);
}

}  // namespace
}  // namespace millrace
