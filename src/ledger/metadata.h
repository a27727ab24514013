// What metadata scans of the warehouse found, by app: events, parameters and user attributes, and the descriptions that
// people give them (metadata-expiry-schema.md §1.4). A scan replaces what the one before it found; descriptions belong
// to names, so they survive scans, and names that are gone.
//
//     Write … Write ──▶ Finish: from here on the app has these entries, and no others
//
// Entries are written in pages and seen once their scan is finished, by a change of one row. Scans are for the holder
// of kModelLease (leases.h), under its number. Anybody may describe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

enum class MetadataKind : uint8_t { kEvent, kParameter, kAttribute };
// As people write them.
inline constexpr std::array<std::string_view, 3> kMetadataKindNames = {"events", "parameters", "attributes"};

struct MetadataEntry {
  MetadataKind kind = MetadataKind::kEvent;
  std::string app;
  std::string category;  // group of properties; of events empty
  std::string name;
  int64_t count = 0;      // events, rows, or users that have it
  int32_t first_day = 0;  // when it was first and last seen: UTC days since the epoch
  int32_t last_day = 0;
  std::string details;      // the rest, as a JSON object of whoever writes entries
  std::string description;  // given back by Entries; Write does not keep it
};

// Which names of an app a person looks for.
struct MetadataFilter {
  MetadataKind kind = MetadataKind::kEvent;
  std::string app;
  // Part of the name or of the description, whatever the case of ASCII letters; empty: all.
  std::string search = {};
};

struct MetadataScanRecord {
  std::string app;
  int64_t scan = 0;  // number of the scan: when it began, nanoseconds since the epoch
  int64_t finished_ns = 0;
  std::string load_mark;   // LoadItemStore::LoadMark when it began
  int64_t top_values = 0;  // how many values of a property it kept
};

class MetadataStore {
 public:
  virtual ~MetadataStore() = default;

  // Adds entries to a scan of an app that is not finished.
  virtual void Write(std::string_view app, int64_t scan, std::span<const MetadataEntry> entries, int64_t fence) = 0;
  // Makes the entries of this scan those of the app, and removes all others of the app.
  virtual void Finish(const MetadataScanRecord& scan, int64_t fence) = 0;
  // The newest finished scan of each app, by app.
  virtual std::vector<MetadataScanRecord> Scans() = 0;

  // Of finished scans, all apps; the most frequent first, ties by app, category and name. Empty name: all.
  virtual std::vector<MetadataEntry> Entries(MetadataKind kind, std::string_view name) = 0;
  // A page of an app's, in the same order.
  virtual std::vector<MetadataEntry> Search(const MetadataFilter& filter, size_t offset, size_t limit) = 0;
  virtual uint64_t Count(const MetadataFilter& filter) = 0;

  // Sets the description of a name, whatever its category. Empty text: removes it. One durable change.
  virtual void Describe(std::string_view app, MetadataKind kind, std::string_view name, std::string_view text) = 0;
};

}  // namespace millrace
