#include "upkeep/row_filter.h"

#include <arrow/record_batch.h>

#include "lake/lake_file_reader.h"

namespace millrace {
namespace {

// Which rows of a file are kept, in order.
std::vector<bool> KeptRows(FileSystem& files, const TableFile& from, RowFilter& filter) {
  LakeFileReader reader(files, from.file.file.path, from.table, filter.columns());
  std::vector<bool> kept;
  kept.reserve(reader.rows());
  while (const auto batch = reader.Next()) {
    for (int64_t row = 0; row < batch->num_rows(); ++row) kept.push_back(!filter.Drops(*batch, row));
  }
  return kept;
}

}  // namespace

uint64_t CountDropped(FileSystem& files, const TableFile& from, RowFilter& filter) {
  uint64_t dropped = 0;
  LakeFileReader reader(files, from.file.file.path, from.table, filter.columns());
  while (const auto batch = reader.Next()) {
    for (int64_t row = 0; row < batch->num_rows(); ++row) dropped += filter.Drops(*batch, row);
  }
  return dropped;
}

uint64_t CopyKept(FileSystem& files, const TableFile& from, RowFilter& filter, BatchSink& sink, RunReport& report) {
  const std::vector<bool> kept = KeptRows(files, from, filter);
  LakeFileReader reader(files, from.file.file.path, from.table);
  uint64_t written = 0;
  size_t base = 0;
  while (const auto batch = reader.Next()) {
    const auto rows = static_cast<size_t>(batch->num_rows());
    for (size_t begin = 0; begin < rows;) {
      const bool keep = kept[base + begin];
      size_t end = begin + 1;
      while (end < rows && kept[base + end] == keep) ++end;
      if (keep) {
        sink.Write(from.table, from.file.partition,
                   batch->Slice(static_cast<int64_t>(begin), static_cast<int64_t>(end - begin)));
        written += end - begin;
      }
      begin = end;
    }
    base += rows;
  }
  report.rewrite.rows_read += kept.size();
  report.counters.rows_written[static_cast<size_t>(from.table)] += written;
  return kept.size() - written;
}

}  // namespace millrace
