// Binds items of clients that do not use the SDK's keys (spec/transform-gtm.md §6, transform-sensors.md §5). Not
// thread-safe: a binder holds the state of one event at a time.
#pragma once

#include "transform/field_reader.h"

namespace millrace {

// How a key of an item is bound.
enum class ItemBind : uint8_t {
  kText,      // a text; with any other type the event cannot be used
  kId,        // the same, but a number is accepted as the text that was sent
  kMapped,    // a text; a value of another type becomes a custom parameter, as if the key had no column
  kPrice,     // a number; 0 if it is missing
  kQuantity,  // a number; otherwise null
  kLost,      // known, but not kept
};

struct ClientItemKey {
  std::string_view key;
  ItemBind bind;
  ItemColumn column = ItemColumn::item_id;
};

// The base of the binders. A key that `find` does not know becomes a custom parameter of the item.
class ClientItemReader : public FieldReader {
 protected:
  using FindItem = const ClientItemKey* (*)(std::string_view key);

  // Binds the whole field `items` to the items of the row.
  simdjson::error_code BindItems(std::string_view key, simdjson::ondemand::value& value, FindItem find);

 private:
  simdjson::error_code BindItem(simdjson::ondemand::object object, FindItem find, ItemRow& item);
};

}  // namespace millrace
