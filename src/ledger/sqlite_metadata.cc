#include "ledger/sqlite_metadata.h"

#include <algorithm>

#include "ledger/sqlite_leases.h"

namespace millrace {
namespace {

constexpr size_t kPageEntries = 10'000;

std::string_view NameOfKind(MetadataKind kind) {
  return kMetadataKindNames[static_cast<size_t>(kind)];
}

constexpr const char* kSelectEntries =
    "SELECT e.app, category, e.name, count, first_day, last_day, details, ifnull(description, '') ";
constexpr const char* kFinishedEntries =
    "FROM metadata_entries e JOIN metadata_scans s ON s.app = e.app AND s.scan = e.scan LEFT JOIN "
    "metadata_descriptions d ON d.app = e.app AND d.kind = e.kind AND d.name = e.name ";
constexpr const char* kEntryOrder = "ORDER BY count DESC, e.app, category, e.name";
constexpr const char* kMatches =
    "WHERE e.kind = ?1 AND e.app = ?2 AND (?3 = '' OR instr(lower(e.name), lower(?3)) > 0 OR "
    "instr(lower(ifnull(description, '')), lower(?3)) > 0) ";

std::vector<MetadataEntry> EntriesOf(SqliteStatement& rows, MetadataKind kind) {
  std::vector<MetadataEntry> entries;
  while (rows.Step()) {
    entries.push_back({.kind = kind,
                       .app = std::string(rows.Text(0)),
                       .category = std::string(rows.Text(1)),
                       .name = std::string(rows.Text(2)),
                       .count = rows.Number(3),
                       .first_day = static_cast<int32_t>(rows.Number(4)),
                       .last_day = static_cast<int32_t>(rows.Number(5)),
                       .details = std::string(rows.Text(6)),
                       .description = std::string(rows.Text(7))});
  }
  return entries;
}

}  // namespace

void SqliteMetadata::Write(std::string_view app, int64_t scan, std::span<const MetadataEntry> entries, int64_t fence) {
  SqliteStatement put(connection_,
                      "REPLACE INTO metadata_entries (app, scan, kind, name, category, count, first_day, last_day, "
                      "details) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  while (!entries.empty()) {
    const auto page = entries.first(std::min(entries.size(), kPageEntries));
    SqliteTransaction transaction(connection_);
    SqliteLeases(connection_).CheckFence(kModelLease, fence);
    for (const MetadataEntry& entry : page) {
      put.Bind(app)
          .Bind(scan)
          .Bind(NameOfKind(entry.kind))
          .Bind(entry.name)
          .Bind(entry.category)
          .Bind(entry.count)
          .Bind(int64_t{entry.first_day})
          .Bind(int64_t{entry.last_day})
          .Bind(entry.details)
          .Run();
    }
    transaction.Commit();
    entries = entries.subspan(page.size());
  }
}

void SqliteMetadata::Finish(const MetadataScanRecord& scan, int64_t fence) {
  SqliteTransaction transaction(connection_);
  SqliteLeases(connection_).CheckFence(kModelLease, fence);
  SqliteStatement(connection_,
                  "REPLACE INTO metadata_scans (app, scan, finished_ns, load_mark, top_values) VALUES (?, ?, ?, ?, ?)")
      .Bind(scan.app)
      .Bind(scan.scan)
      .Bind(scan.finished_ns)
      .Bind(scan.load_mark)
      .Bind(scan.top_values)
      .Run();
  SqliteStatement(connection_, "DELETE FROM metadata_entries WHERE app = ? AND scan <> ?")
      .Bind(scan.app)
      .Bind(scan.scan)
      .Run();
  transaction.Commit();
}

std::vector<MetadataScanRecord> SqliteMetadata::Scans() {
  std::vector<MetadataScanRecord> scans;
  SqliteStatement rows(connection_,
                       "SELECT app, scan, finished_ns, load_mark, top_values FROM metadata_scans ORDER BY app");
  while (rows.Step()) {
    scans.push_back({.app = std::string(rows.Text(0)),
                     .scan = rows.Number(1),
                     .finished_ns = rows.Number(2),
                     .load_mark = std::string(rows.Text(3)),
                     .top_values = rows.Number(4)});
  }
  return scans;
}

std::vector<MetadataEntry> SqliteMetadata::Entries(MetadataKind kind, std::string_view name) {
  SqliteStatement rows(connection_, std::string(kSelectEntries) + kFinishedEntries +
                                        "WHERE e.kind = ?1 AND (?2 = '' OR e.name = ?2) " + kEntryOrder);
  rows.Bind(NameOfKind(kind)).Bind(name);
  return EntriesOf(rows, kind);
}

std::vector<MetadataEntry> SqliteMetadata::Search(const MetadataFilter& filter, size_t offset, size_t limit) {
  SqliteStatement rows(connection_,
                       std::string(kSelectEntries) + kFinishedEntries + kMatches + kEntryOrder + " LIMIT ?4 OFFSET ?5");
  rows.Bind(NameOfKind(filter.kind)).Bind(filter.app).Bind(filter.search);
  rows.Bind(static_cast<int64_t>(limit)).Bind(static_cast<int64_t>(offset));
  return EntriesOf(rows, filter.kind);
}

uint64_t SqliteMetadata::Count(const MetadataFilter& filter) {
  SqliteStatement count(connection_, std::string("SELECT count(*) ") + kFinishedEntries + kMatches);
  count.Bind(NameOfKind(filter.kind)).Bind(filter.app).Bind(filter.search).Step();
  return static_cast<uint64_t>(count.Number(0));
}

void SqliteMetadata::Describe(std::string_view app, MetadataKind kind, std::string_view name, std::string_view text) {
  SqliteStatement change(connection_, text.empty()
                                          ? "DELETE FROM metadata_descriptions WHERE app = ? AND kind = ? AND name = ?"
                                          : "REPLACE INTO metadata_descriptions (app, kind, name, description) "
                                            "VALUES (?, ?, ?, ?)");
  change.Bind(app).Bind(NameOfKind(kind)).Bind(name);
  if (!text.empty()) change.Bind(text);
  change.Run();
}

}  // namespace millrace
