#include "load/load_report.h"

namespace millrace {
namespace {

uint64_t Sum(const std::map<std::string, uint64_t>& counts) {
  uint64_t sum = 0;
  for (const auto& [name, count] : counts) sum += count;
  return sum;
}

}  // namespace

uint64_t RowCounts::rejects() const {
  return Sum(rejected);
}

uint64_t RowCounts::unchanged() const {
  const uint64_t used = inserted + changed + expired + rejects();
  return used < read ? read - used : 0;
}

void RowCounts::Add(const RowCounts& other) {
  read += other.read;
  inserted += other.inserted;
  changed += other.changed;
  deleted += other.deleted;
  expired += other.expired;
  for (const auto& [name, count] : other.rejected) rejected[name] += count;
  for (const auto& [name, count] : other.not_finite) not_finite[name] += count;
}

TableLoad LoadReport::Total() const {
  TableLoad total;
  for (const TableLoad& table : tables) {
    total.files_waiting += table.files_waiting;
    total.files_loaded += table.files_loaded;
    total.files_failed += table.files_failed;
    total.files_gone += table.files_gone;
    total.bytes_loaded += table.bytes_loaded;
    total.batches += table.batches;
    total.retries += table.retries;
    total.rows.Add(table.rows);
  }
  return total;
}

}  // namespace millrace
