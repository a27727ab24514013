// Listings of day directories in the SQLite ledger.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/listings.h"
#include "ledger/sqlite.h"

namespace millrace {

class SqliteListings : public ListingStore {
 public:
  explicit SqliteListings(SqliteConnection& connection) : connection_(connection) {}

  void Save(std::string_view raw, std::span<const DayListing> days) override;
  void Forget(std::string_view raw, std::span<const std::string> folders) override;
  std::vector<DayListing> Days(std::string_view raw, std::string_view after, size_t limit) override;
  void SaveFull(std::string_view raw, int64_t listed_ns) override;
  int64_t LastFull(std::string_view raw) override;

 private:
  SqliteConnection& connection_;
};

}  // namespace millrace
