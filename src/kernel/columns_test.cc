#include "kernel/columns.h"

#include <vector>

#include <arrow/array.h>
#include <gtest/gtest.h>

namespace millrace {
namespace {

// A map column whose rows have these entries, added together or one by one.
std::shared_ptr<arrow::Array> MapOf(const std::vector<std::vector<EntryIds>>& rows, bool together) {
  size_t appended = 0;
  MapColumn column(appended, MapEntry::kText);
  for (const char* const key : {"a", "b", "c"}) column.InternKey(key);
  for (const char* const value : {"x", "y"}) column.InternValue(value);
  for (uint32_t row = 0; row < rows.size(); ++row) {
    column.Open(row);
    if (together) {
      column.Add(rows[row]);
    } else {
      for (const auto& [key, value] : rows[row]) column.Add(key, value);
    }
  }
  return column.Take(static_cast<uint32_t>(rows.size()));
}

TEST(MapColumn, EntriesAddedTogetherAreThoseAddedOneByOne) {
  std::vector<std::vector<EntryIds>> rows;
  for (int32_t row = 0; row < 2000; ++row) {
    auto& entries = rows.emplace_back();
    for (int32_t key = 0; key < row % 4; ++key) entries.push_back({key, (row + key) % 3 - 1});
  }
  const auto together = MapOf(rows, true);
  EXPECT_TRUE(together->Equals(*MapOf(rows, false)));
  EXPECT_TRUE(together->ValidateFull().ok());
}

}  // namespace
}  // namespace millrace
