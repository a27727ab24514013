#include "kernel/entry_order.h"

#include <algorithm>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace millrace {
namespace {

// Maps of some rows, as a map column holds them.
struct Entries {
  size_t appended = 0;
  Dictionary keys{appended};
  std::vector<int32_t> offsets = {0};
  std::vector<int32_t> key_ids;

  void AddRow(const std::vector<std::string>& row) {
    for (const std::string& key : row) key_ids.push_back(keys.Intern(key));
    offsets.push_back(static_cast<int32_t>(key_ids.size()));
  }
  std::vector<uint32_t> Order() const { return OrderOfEntries(keys, offsets, key_ids); }
};

TEST(EntryOrder, IsEmptyWhereNothingMoves) {
  Entries entries;
  entries.AddRow({"a", "b"});
  entries.AddRow({});
  entries.AddRow({"a", "c"});
  EXPECT_TRUE(entries.Order().empty());
}

TEST(EntryOrder, NeighboursWithTheSameKeysMoveAlike) {
  Entries entries;
  entries.AddRow({"c", "a"});
  entries.AddRow({"c", "a"});
  entries.AddRow({"a", "b"});
  entries.AddRow({"b", "a", "c"});
  EXPECT_EQ(entries.Order(), (std::vector<uint32_t>{1, 0, 3, 2, 4, 5, 7, 6, 8}));
}

TEST(EntryOrder, RowsOfEverySizeAreOrderedByBytes) {
  std::mt19937 random(3);
  Entries entries;
  std::vector<std::string> names;
  for (int i = 0; i < 300; ++i) names.push_back(std::to_string(random() % 1000) + (i % 5 == 0 ? "é" : ""));
  for (const size_t size : {0u, 1u, 31u, 32u, 33u, 200u, 33u}) {
    std::ranges::shuffle(names, random);
    entries.AddRow({names.begin(), names.begin() + static_cast<std::ptrdiff_t>(size)});
  }
  const std::vector<uint32_t> order = entries.Order();
  ASSERT_EQ(order.size(), entries.key_ids.size());
  for (size_t row = 0; row + 1 < entries.offsets.size(); ++row) {
    const auto begin = static_cast<size_t>(entries.offsets[row]);
    const auto end = static_cast<size_t>(entries.offsets[row + 1]);
    std::vector<uint32_t> moved(order.begin() + static_cast<std::ptrdiff_t>(begin),
                                order.begin() + static_cast<std::ptrdiff_t>(end));
    EXPECT_TRUE(std::ranges::is_sorted(moved, {}, [&](uint32_t i) { return entries.keys.At(entries.key_ids[i]); }));
    std::ranges::sort(moved);
    for (size_t i = 0; i < moved.size(); ++i) EXPECT_EQ(moved[i], begin + i);
  }
}

}  // namespace
}  // namespace millrace
