// The rows that come from chosen raw files: what `process --again` leaves out of lake files that hold other rows, too.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

#include "upkeep/again.h"
#include "upkeep/row_filter.h"

namespace millrace {

// Raw files by the names that rows know them by. Not thread-safe: remembers the last answer, since rows of one file lie
// together.
class RawFileNames {
 public:
  // `raw`: the raw folder of now. `names`: below it.
  RawFileNames(std::string raw, std::unordered_set<std::string> names);

  // `source`: input_file_name of a row. A row that was written when the raw folder lay elsewhere is recognised by the
  // end of its path.
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

// Drops the rows of a file of `step.rewritten` that come from the step's raw files: events and rejects name theirs, an
// item goes with its event. Reads the events of the file's partition where it holds items. `sources` must outlive the
// filter.
std::unique_ptr<RowFilter> RowsReadAgain(FileSystem& files, const TableFile& file, const RawFileNames& sources,
                                         const AgainStep& step);

}  // namespace millrace
