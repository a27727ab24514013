// A kernel with what its configuration opens, and its finished batches: what a MillraceKernel is
// (include/millrace/kernel.h).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/config.h"
#include "schema/table.h"

namespace arrow {
class RecordBatch;
class RecordBatchReader;
}  // namespace arrow

namespace millrace {

struct SessionOptions {
  Config config;
  std::string job_id;
  int64_t created_us = 0;
  bool dictionaries = false;
};

// Not thread-safe. Throws UserError for a wrong configuration, SystemError when the machine or a plug-in fails.
class KernelSession {
 public:
  explicit KernelSession(const SessionOptions& options);
  ~KernelSession();
  KernelSession(const KernelSession&) = delete;
  KernelSession& operator=(const KernelSession&) = delete;

  // The content of a raw file; gzip if the name ends in .gz.
  void Feed(std::string_view name, std::string_view content);
  // Lines, in a column «line» of utf8 or binary, with 32 or 64 bits. Throws UserError for a batch of another form.
  void FeedLines(std::string_view name, const arrow::RecordBatch& lines);
  // Once, after the last line.
  void Finish();

  // The finished batches of a table that were not taken before, all of one schema: that of the table, with dictionaries
  // where they were asked for and all of these batches have them.
  std::shared_ptr<arrow::RecordBatchReader> Take(TableId table);
  // An object with the keys that `process --json` and `try --json` share.
  std::string CountersJson() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
