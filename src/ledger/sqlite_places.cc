#include "ledger/sqlite_places.h"

namespace millrace {

void SqlitePlaces::Save(std::string_view key, const KnownPlace& place) {
  SqliteTransaction transaction(connection_);
  SqliteStatement(connection_, "REPLACE INTO places (key, path, from_state) VALUES (?, ?, ?)")
      .Bind(key)
      .Bind(place.path)
      .Bind(place.from_state)
      .Run();
  transaction.Commit();
}

std::optional<KnownPlace> SqlitePlaces::Find(std::string_view key) {
  SqliteStatement row(connection_, "SELECT path, from_state FROM places WHERE key = ?");
  row.Bind(key);
  if (!row.Step()) return std::nullopt;
  return KnownPlace{.path = std::string(row.Text(0)), .from_state = std::string(row.Text(1))};
}

}  // namespace millrace
