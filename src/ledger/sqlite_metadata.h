// What metadata scans found, in the SQLite ledger.
#pragma once

#include "ledger/metadata.h"
#include "ledger/sqlite.h"

namespace millrace {

class SqliteMetadata : public MetadataStore {
 public:
  explicit SqliteMetadata(SqliteConnection& connection) : connection_(connection) {}

  void Write(std::string_view app, int64_t scan, std::span<const MetadataEntry> entries, int64_t fence) override;
  void Finish(const MetadataScanRecord& scan, int64_t fence) override;
  std::vector<MetadataScanRecord> Scans() override;
  std::vector<MetadataEntry> Entries(MetadataKind kind, std::string_view name) override;
  std::vector<MetadataEntry> Search(const MetadataFilter& filter, size_t offset, size_t limit) override;
  uint64_t Count(const MetadataFilter& filter) override;
  void Describe(std::string_view app, MetadataKind kind, std::string_view name, std::string_view text) override;

 private:
  SqliteConnection& connection_;
};

}  // namespace millrace
