// Reads files of an object store in pieces that are fetched in advance, within a file and across files, so that network
// and processor work at the same time. Arrow's I/O threads do the fetching.
//
// Memory: pieces of at most kPieceBytes, two for a file that is being read and one for each of at most kFilesAhead
// files ahead, kBytesAhead in total. Thread-safe; must outlive the files that it opened.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <arrow/type_fwd.h>

#include "storage/file_system.h"

namespace millrace {

class ReadAhead {
 public:
  static constexpr int64_t kPieceBytes = 4 << 20;
  static constexpr size_t kFilesAhead = 16;
  static constexpr int64_t kBytesAhead = 32 << 20;

  // A file that is read in order, by one thread at a time.
  class Source {
   public:
    virtual ~Source() = default;
    // Reads the next bytes, fewer at the end. Throws the errors of the store.
    virtual std::shared_ptr<arrow::Buffer> Read(int64_t size) = 0;
  };
  // Opens a file of this size without asking the store; called by any thread.
  using Opener = std::function<std::shared_ptr<Source>(const FileInfo& file)>;

  explicit ReadAhead(Opener open);
  ~ReadAhead();

  // Announces the files that will be opened, in about this order, and how much of each is fetched in advance. Replaces
  // the previous announcement.
  void WillRead(std::vector<FileInfo> files, uint64_t bytes);
  // Whether WillRead announced the file; then Open uses what was fetched of it and knows its size.
  std::optional<FileInfo> Expected(const std::string& path) const;
  std::unique_ptr<ReadableFile> Open(const FileInfo& file);

 private:
  class Stream;

  void StartSome();  // the mutex is held

  const Opener open_;
  mutable std::mutex mutex_;  // guards the members below
  std::vector<FileInfo> order_;
  uint64_t bytes_of_each_ = kWholeFile;             // wanted
  std::unordered_map<std::string, size_t> places_;  // in `order_`, of files that were not opened
  size_t next_ = 0;                                 // the first one that nobody has started
  std::unordered_map<std::string, std::unique_ptr<Stream>> ahead_;
  int64_t bytes_ahead_ = 0;
};

}  // namespace millrace
