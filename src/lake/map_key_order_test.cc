#include "lake/map_key_order.h"

#include <memory>
#include <string>
#include <vector>

#include <arrow/array.h>
#include <arrow/builder.h>
#include <gtest/gtest.h>

#include "schema/arrow_status.h"

namespace millrace {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::shared_ptr<arrow::MapArray> MapsWithKeys(const Rows& rows) {
  const auto keys = std::make_shared<arrow::StringBuilder>();
  const auto values = std::make_shared<arrow::StringBuilder>();
  arrow::MapBuilder maps(arrow::default_memory_pool(), keys, values);
  for (const auto& row : rows) {
    Must(maps.Append());
    for (const std::string& key : row) {
      Must(keys->Append(key));
      Must(values->Append("v"));
    }
  }
  return std::static_pointer_cast<arrow::MapArray>(Must(maps.Finish()));
}

// The same maps, with keys from a dictionary in the order in which they appear.
std::shared_ptr<arrow::MapArray> Encoded(const Rows& rows) {
  const auto plain = MapsWithKeys(rows);
  arrow::StringDictionary32Builder keys;
  const auto& texts = static_cast<const arrow::StringArray&>(*plain->keys());
  for (int64_t i = 0; i < texts.length(); ++i) Must(keys.Append(texts.GetView(i)));
  std::shared_ptr<arrow::Array> encoded;
  Must(keys.Finish(&encoded));
  return std::static_pointer_cast<arrow::MapArray>(
      Must(arrow::MapArray::FromArrays(plain->offsets(), encoded, plain->items())));
}

class MapKeyOrder : public testing::TestWithParam<bool> {
 protected:
  static bool IsSorted(const Rows& rows) { return HasSortedKeys(GetParam() ? *Encoded(rows) : *MapsWithKeys(rows)); }
};

TEST_P(MapKeyOrder, EachMapIsLookedAtByItself) {
  EXPECT_TRUE(IsSorted({}));
  EXPECT_TRUE(IsSorted({{}, {"b"}, {"a", "c"}, {"a", "b", "c"}}));
  EXPECT_FALSE(IsSorted({{"a", "b"}, {"c", "b"}}));
}

TEST_P(MapKeyOrder, IsThatOfBytes) {
  EXPECT_TRUE(IsSorted({{"", "A", "a", "aa", "b", "é"}}));
  EXPECT_FALSE(IsSorted({{"a", "B"}}));
}

TEST_P(MapKeyOrder, AKeyThatOccursTwiceIsOutOfOrder) {
  EXPECT_FALSE(IsSorted({{"a", "a"}}));
}

TEST_P(MapKeyOrder, LooksAtASliceOnly) {
  const Rows rows = {{"b", "a"}, {"a", "b"}};
  const auto maps = GetParam() ? Encoded(rows) : MapsWithKeys(rows);
  EXPECT_FALSE(HasSortedKeys(*maps));
  EXPECT_TRUE(HasSortedKeys(static_cast<const arrow::MapArray&>(*maps->Slice(1))));
}

INSTANTIATE_TEST_SUITE_P(, MapKeyOrder, testing::Bool(),
                         [](const auto& info) { return info.param ? "Dictionary" : "Plain"; });

}  // namespace
}  // namespace millrace
