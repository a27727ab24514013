#include "kernel/columns.h"

#include <string>
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

// Texts of every length around the limit of short ones, which differ in one byte, also by NUL at their end.
TEST(Dictionary, EveryTextHasAnIdOfItsOwn) {
  std::vector<std::string> texts = {""};
  for (size_t size = 1; size <= 17; ++size) {
    const std::string text = std::string("abcdefghijklmnopq").substr(0, size);
    texts.push_back(text);
    for (size_t at = 0; at < size; ++at) {
      for (const char c : {'\0', 'z', '\xFF'}) {
        texts.push_back(text);
        texts.back()[at] = c;
      }
    }
  }
  size_t appended = 0;
  Dictionary dictionary(appended);
  for (int round = 0; round < 2; ++round) {
    for (size_t i = 0; i < texts.size(); ++i) {
      ASSERT_EQ(dictionary.Intern(texts[i]), static_cast<int32_t>(i)) << round;
      ASSERT_EQ(dictionary.Intern(texts[i]), static_cast<int32_t>(i)) << "again";
      ASSERT_EQ(dictionary.At(static_cast<int32_t>(i)), texts[i]);
    }
  }
  EXPECT_EQ(dictionary.size(), texts.size());
  EXPECT_EQ(dictionary.Take()->length(), static_cast<int64_t>(texts.size()));
  EXPECT_EQ(dictionary.Intern("q"), 0) << "it begins anew";
}

}  // namespace
}  // namespace millrace
