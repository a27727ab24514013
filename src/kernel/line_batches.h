// Raw lines on their way through a transformer plug-in: collected to batches, and its answers bound to events
// (transform/line_transform.h). Not thread-safe; one a worker.
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
  // What happens to a line whose events are known: none or one is in the bundle, with `reject` set where it cannot be
  // used. `row` holds what the event's request is known by.
  using Take = std::function<void(const Line& line, const RawRow& row, EventBundle& bundle)>;

  void Add(std::string_view text, uint64_t number, std::string_view file, uint64_t file_serial);
  // Whether a batch is full.
  bool IsFull() const;
  // Sends what was collected through the plug-in. Throws SystemError.
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
  std::vector<std::pair<std::string, uint64_t>> files_;  // of the held lines, with their serials
  std::vector<bool> replaced_utf8_;
  EventBundle bundle_;
  DeriveScratch derive_scratch_;
  std::string scratch_;
};

}  // namespace millrace
