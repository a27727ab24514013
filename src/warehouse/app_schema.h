// The schema of an app in the warehouse: one rule for any app id. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

// The longest name of a schema, in bytes: PostgreSQL cuts longer ones.
inline constexpr size_t kLongestSchema = 63;

// The app id in small ASCII letters, with `_` for every dot and hyphen, so that nobody has to quote it: `My-Shop.de`
// gives `my_shop_de`. `app_` stands before a digit. An id with other characters, or too long, gets `_` and eight
// hexadecimal digits of its hash at its end.
std::string SchemaOfApp(std::string_view app);

// Whether engines or this program use the name of a schema themselves: `public`, `main`, `pg_…`, `millrace`, ….
bool IsReservedSchema(std::string_view schema);

}  // namespace millrace
