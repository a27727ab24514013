// Reads raw files on threads of its own and gives their batches one by one: what a MillraceReader is
// (include/millrace/reader.h).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "library/batch_queue.h"
#include "library/kernel_session.h"

namespace millrace {

// One thread at a time. Throws as KernelSession, and UserError for a path that does not exist.
class FileReader {
 public:
  FileReader(const SessionOptions& options, const std::vector<std::string>& paths);
  // Ends the reading.
  ~FileReader();
  FileReader(const FileReader&) = delete;
  FileReader& operator=(const FileReader&) = delete;

  // Waits for the next batch; null after the last. Throws what ended the reading early.
  std::optional<QueuedBatch> Next();
  // Of all files, once Next has returned null; before that, all are 0.
  std::string CountersJson() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
