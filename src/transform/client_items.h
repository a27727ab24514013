// Items of the clients whose keys are not the SDK's (spec/transform-gtm.md §6, transform-sensors.md §5). Not
// thread-safe: a binder holds the state of one event at a time.
#pragma once

#include "transform/field_reader.h"

namespace millrace {

// How a key of an item is bound.
enum class ItemBind : uint8_t {
  kText,      // of another type: the event cannot be used
  kId,        // the same; a number is the text as sent
  kMapped,    // a text; of another type it stays a custom parameter, as it would if it had no column
  kPrice,     // a number, 0 when it is missing
  kQuantity,  // a number, else null
  kLost,      // known, and not kept
};

struct ClientItemKey {
  std::string_view key;
  ItemBind bind;
  ItemColumn column = ItemColumn::item_id;
};

// Base of the binders. A key that `find` does not know is a custom parameter of the item.
class ClientItemReader : public FieldReader {
 protected:
  using FindItem = const ClientItemKey* (*)(std::string_view key);

  // The whole field `items` into the row's items.
  simdjson::error_code BindItems(std::string_view key, simdjson::ondemand::value& value, FindItem find);

 private:
  simdjson::error_code BindItem(simdjson::ondemand::object object, FindItem find, ItemRow& item);
};

}  // namespace millrace
