#include "ledger/sqlite_listings.h"

namespace millrace {

void SqliteListings::Save(std::string_view raw, std::span<const DayListing> days) {
  SqliteTransaction transaction(connection_);
  SqliteStatement save(connection_,
                       "REPLACE INTO day_listings (raw, folder, quiet_since_ns, finished_ns) VALUES (?, ?, ?, ?)");
  for (const DayListing& day : days) {
    save.Bind(raw).Bind(day.folder).Bind(day.quiet_since_ns).Bind(day.finished_ns).Run();
  }
  transaction.Commit();
}

void SqliteListings::Forget(std::string_view raw, std::span<const std::string> folders) {
  SqliteTransaction transaction(connection_);
  SqliteStatement remove(connection_, "DELETE FROM day_listings WHERE raw = ? AND folder = ?");
  for (const std::string& folder : folders) remove.Bind(raw).Bind(folder).Run();
  transaction.Commit();
}

std::vector<DayListing> SqliteListings::Days(std::string_view raw, std::string_view after, size_t limit) {
  std::vector<DayListing> days;
  SqliteStatement rows(connection_,
                       "SELECT folder, quiet_since_ns, finished_ns FROM day_listings WHERE raw = ? AND folder > ? "
                       "ORDER BY folder LIMIT ?");
  rows.Bind(raw).Bind(after).Bind(static_cast<int64_t>(limit));
  while (rows.Step()) {
    days.push_back(
        {.folder = std::string(rows.Text(0)), .quiet_since_ns = rows.Number(1), .finished_ns = rows.Number(2)});
  }
  return days;
}

void SqliteListings::SaveFull(std::string_view raw, int64_t listed_ns) {
  SqliteStatement(connection_, "REPLACE INTO full_listings (raw, listed_ns) VALUES (?, ?)")
      .Bind(raw)
      .Bind(listed_ns)
      .Run();
}

int64_t SqliteListings::LastFull(std::string_view raw) {
  SqliteStatement row(connection_, "SELECT listed_ns FROM full_listings WHERE raw = ?");
  row.Bind(raw);
  return row.Step() ? row.Number(0) : 0;
}

}  // namespace millrace
