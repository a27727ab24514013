// Finds the rows that come from chosen raw files, which `process --again` drops from lake files that also contain other
// rows.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

#include "upkeep/again.h"
#include "upkeep/row_filter.h"

namespace millrace {

// Raw files by the names that rows contain. Not thread-safe: caches the last result, because rows of one file are
// stored together.
class RawFileNames {
 public:
  // `raw`: the current raw directory. `names`: relative to it.
  RawFileNames(std::string raw, std::unordered_set<std::string> names);

  // `source`: input_file_name of a row. A row that was written when the raw directory was somewhere else is recognised
  // by the end of its path.
  bool Has(std::string_view source) const;

 private:
  bool LookUp(std::string_view source) const;

  std::string raw_;  // ends with a slash
  std::unordered_set<std::string> names_;
  mutable std::string last_;
  mutable bool last_answer_ = false;
};

// The names of a step's raw files.
RawFileNames SourcesOf(const AgainStep& step, const std::string& raw);

// Drops the rows of a file of `step.rewritten` that come from the raw files of the step. Events and rejects contain the
// name of their raw file; an item belongs to the file of its event, so for a file of items this reads the events of its
// partition. `sources` must outlive the filter.
std::unique_ptr<RowFilter> RowsReadAgain(FileSystem& files, const TableFile& file, const RawFileNames& sources,
                                         const AgainStep& step);

}  // namespace millrace
