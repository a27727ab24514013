// The known folders in the SQLite ledger.
#pragma once

#include <optional>
#include <string_view>

#include "ledger/places.h"
#include "ledger/sqlite.h"

namespace millrace {

class SqlitePlaces : public PlaceStore {
 public:
  explicit SqlitePlaces(SqliteConnection& connection) : connection_(connection) {}

  void Save(std::string_view key, const KnownPlace& place) override;
  std::optional<KnownPlace> Find(std::string_view key) override;

 private:
  SqliteConnection& connection_;
};

}  // namespace millrace
