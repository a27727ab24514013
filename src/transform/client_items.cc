#include "transform/client_items.h"

namespace millrace {

using simdjson::error_code;
using simdjson::SUCCESS;
namespace od = simdjson::ondemand;

error_code ClientItemReader::BindItems(std::string_view key, od::value& value, FindItem find) {
  row_->items.clear();
  row_->items_without_id = 0;
  od::array array;
  bool opened = false;
  if (const error_code error = Open(key, value, array, opened)) return error;
  if (!opened) return SUCCESS;
  return ReadItems(array, [&](od::object object, ItemRow& item) { return BindItem(object, find, item); });
}

error_code ClientItemReader::BindItem(od::object object, FindItem find, ItemRow& item) {
  item.price = 0;
  for (auto field_result : object) {
    od::field field;
    if (const error_code error = std::move(field_result).get(field)) return error;
    std::string_view key;
    if (const error_code error = ReadKey(field, bundle_->arena, scratch_, key)) return error;
    const ClientItemKey* known = find(key);
    od::value value = field.value();
    JsonScalar scalar;
    if (const error_code error = ReadAnyText(value, bundle_->arena, scratch_, scalar)) return error;
    const bool container = scalar.kind == JsonKind::kObject || scalar.kind == JsonKind::kArray;
    if (known == nullptr || (known->bind == ItemBind::kMapped && container)) {
      PutCustom(item.custom, key, scalar.text, TagOf(scalar.kind));
      continue;
    }
    switch (known->bind) {
      case ItemBind::kText:
      case ItemBind::kMapped:
        item.text[static_cast<size_t>(known->column)] = TextOf(key, scalar);
        break;
      case ItemBind::kId:
        item.text[static_cast<size_t>(known->column)] = IdOf(key, scalar);
        break;
      case ItemBind::kPrice:
        item.price = DoubleOf(key, scalar);
        // What is not there is 0; what no column holds is null.
        if (!item.price && !IsBeyondLong(scalar)) item.price = 0;
        break;
      case ItemBind::kQuantity:
        item.quantity = SafeDouble(scalar);
        if (!item.quantity && IsNumber(scalar)) Odd(key);
        break;
      case ItemBind::kLost:
        break;
    }
  }
  FinishCustom(item, *bundle_, scratch_);
  return SUCCESS;
}

}  // namespace millrace
