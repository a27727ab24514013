// The items of one event. The first ones are stored as rows. The rest, which a normal event does not have, is stored
// packed, because an ItemRow takes hundreds of bytes while an item as sent may have ten.
//
// Not thread-safe. Texts are views that must live as long as the list is used.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "raw/raw_row.h"
#include "schema/table.h"
#include "transform/custom_parameter.h"

namespace millrace {

// One item: its values by column of item_v2, for the columns that are set from the item itself.
struct ItemRow {
  std::array<NullableText, kItemColumnCount> text;
  std::optional<double> price;
  std::optional<double> quantity;
  CustomParameters custom;
  std::string_view custom_json;  // null data(): none

  void Clear();
};

class ItemList {
 public:
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  void clear();
  // Returns an empty item to be filled and then kept or discarded. Valid until the next call.
  ItemRow& Next();
  void Keep();
  // Sets a column of all items that were kept.
  void SetAll(ItemColumn column, NullableText text);
  // Calls `visit(const ItemRow&)` for each item in order.
  template <typename Visit>
  void ForEach(const Visit& visit) const {
    for (size_t i = 0; i < size_ && i < kRows; ++i) visit(rows_[i]);
    if (size_ <= kRows) return;
    ItemRow item;
    for (size_t at = 0; at < packed_.size();) {
      Unpack(at, item);
      visit(item);
    }
  }

 private:
  static constexpr size_t kRows = 64;

  void Pack(const ItemRow& item);
  void Unpack(size_t& at, ItemRow& item) const;

  std::vector<ItemRow> rows_;  // one more than the kept ones
  size_t size_ = 0;
  std::string packed_;
  std::optional<ItemColumn> shared_column_;  // of the packed items
  NullableText shared_text_;
};

}  // namespace millrace
