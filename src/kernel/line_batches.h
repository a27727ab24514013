// Collects raw lines into batches for a transformer plug-in, and binds the rows that it returns to events
// (transform/line_transform.h). Not thread-safe; one per worker.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "raw/raw_row.h"
#include "transform/derive.h"
#include "transform/event_row.h"
#include "transform/line_transform.h"
#include "transform/transformer.h"

namespace arrow {
class Array;
class RecordBatch;
}  // namespace arrow

namespace millrace {

class LineBatches {
 public:
  LineBatches(const LineTransformSource& source, const TransformOptions& options);
  ~LineBatches();

  struct Line {
    std::string_view text;  // as read
    std::string_view file;
    uint64_t file_serial = 0;
    uint64_t number = 0;
    bool replaced_utf8 = false;
  };
  // Called for each line with its result: the bundle contains no event or one, with `reject` set if it cannot be used.
  // `row` has the fields of the event's request.
  using Take = std::function<void(const Line& line, const RawRow& row, EventBundle& bundle)>;

  void Add(std::string_view text, uint64_t number, std::string_view file, uint64_t file_serial);
  bool IsFull() const;
  // Sends the collected lines through the plug-in. Throws SystemError.
  void Flush(const Take& take);
  void Finish() { transform_->Finish(); }
  const std::string& plugin() const { return plugin_; }
  // The plug-in as a client.
  const ClientTraits& traits() const { return traits_; }
  size_t memory_bytes() const { return texts_.capacity() + held_.capacity() * sizeof(Held); }

 private:
  struct Held {
    size_t begin = 0;
    size_t size = 0;
    size_t file = 0;  // in files_
    uint64_t number = 0;
  };
  struct Bound;

  std::shared_ptr<arrow::RecordBatch> LinesBatch();
  void Bind(const Bound& bound, int64_t row, RawRow& raw);
  void SetFinite(double value, EventColumn column, Slot slot, EventRow& event);
  void Check(const RawRow& raw, EventRow& event);

  std::string plugin_;
  ClientTraits traits_;
  std::unique_ptr<LineTransform> transform_;
  TransformOptions options_;
  AllowedApps apps_;
  std::string texts_;
  std::vector<Held> held_;
  std::vector<std::pair<std::string, uint64_t>> files_;  // of the held lines: name and serial
  std::vector<bool> replaced_utf8_;
  EventBundle bundle_;
  DeriveScratch derive_scratch_;
  std::string scratch_;
};

}  // namespace millrace
