#include "transform/item_list.h"

#include <bit>
#include <cstring>
#include <type_traits>

namespace millrace {
namespace {

template <typename T>
void Put(std::string& out, const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <typename T>
T Take(const std::string& from, size_t& at) {
  T value;
  std::memcpy(&value, from.data() + at, sizeof value);
  at += sizeof value;
  return value;
}

// Where a text lies, not what it is.
void PutText(std::string& out, NullableText text) {
  Put(out, text.data());
  Put(out, static_cast<uint32_t>(text.size()));
}

NullableText TakeText(const std::string& from, size_t& at) {
  const auto* const data = Take<const char*>(from, at);
  return {data, Take<uint32_t>(from, at)};
}

enum Rest : uint8_t { kPrice = 1, kQuantity = 2, kCustom = 4 };

}  // namespace

void ItemRow::Clear() {
  text.fill({});
  price.reset();
  quantity.reset();
  custom.clear();
  custom_json = {};
}

void ItemList::clear() {
  size_ = 0;
  if (!packed_.empty()) packed_ = {};
  shared_column_.reset();
}

ItemRow& ItemList::Next() {
  const size_t row = size_ < kRows ? size_ : kRows;
  if (rows_.size() <= row) rows_.resize(row + 1);
  rows_[row].Clear();
  return rows_[row];
}

void ItemList::Keep() {
  if (size_++ >= kRows) Pack(rows_[kRows]);
}

void ItemList::SetAll(ItemColumn column, NullableText text) {
  for (size_t i = 0; i < size_ && i < kRows; ++i) rows_[i].text[static_cast<size_t>(column)] = text;
  shared_column_ = column;
  shared_text_ = text;
}

void ItemList::Pack(const ItemRow& item) {
  static_assert(kItemColumnCount <= 32);
  uint32_t present = 0;
  for (size_t i = 0; i < item.text.size(); ++i) present |= static_cast<uint32_t>(item.text[i].data() != nullptr) << i;
  Put(packed_, present);
  for (; present != 0; present &= present - 1) {
    PutText(packed_, item.text[static_cast<size_t>(std::countr_zero(present))]);
  }
  const bool has_custom = !item.custom.empty() || item.custom_json.data() != nullptr;
  Put(packed_,
      static_cast<uint8_t>((item.price ? kPrice : 0) | (item.quantity ? kQuantity : 0) | (has_custom ? kCustom : 0)));
  if (item.price) Put(packed_, *item.price);
  if (item.quantity) Put(packed_, *item.quantity);
  if (!has_custom) return;
  PutText(packed_, item.custom_json);
  Put(packed_, static_cast<uint32_t>(item.custom.size()));
  for (const CustomParameter& parameter : item.custom) {
    PutText(packed_, parameter.key);
    PutText(packed_, parameter.value);
    Put(packed_, parameter.type);
    Put(packed_, parameter.key_hash);
  }
}

void ItemList::Unpack(size_t& at, ItemRow& item) const {
  item.Clear();
  for (auto present = Take<uint32_t>(packed_, at); present != 0; present &= present - 1) {
    item.text[static_cast<size_t>(std::countr_zero(present))] = TakeText(packed_, at);
  }
  if (shared_column_) item.text[static_cast<size_t>(*shared_column_)] = shared_text_;
  const auto rest = Take<uint8_t>(packed_, at);
  if ((rest & kPrice) != 0) item.price = Take<double>(packed_, at);
  if ((rest & kQuantity) != 0) item.quantity = Take<double>(packed_, at);
  if ((rest & kCustom) == 0) return;
  item.custom_json = TakeText(packed_, at);
  for (auto left = Take<uint32_t>(packed_, at); left > 0; --left) {
    CustomParameter parameter{};
    parameter.key = TakeText(packed_, at);
    parameter.value = TakeText(packed_, at);
    parameter.type = Take<TypeTag>(packed_, at);
    parameter.key_hash = Take<uint32_t>(packed_, at);
    item.custom.push_back(parameter);
  }
}

}  // namespace millrace
