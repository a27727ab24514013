// Turns raw lines into bound events: parses the rows of a line, decodes the payload of each, lets the transformer of
// its client bind the events, and passes them to an EventProcessor. Lines and rows whose client is a plug-in are
// collected for it instead. Text that cannot be read is rejected.
//
// Not thread-safe; one per worker.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/event_processor.h"
#include "kernel/kernel.h"
#include "kernel/kernel_trace.h"
#include "kernel/line_clients.h"
#include "kernel/request_texts.h"
#include "raw/payload.h"
#include "raw/raw_row.h"

namespace millrace {

class LineProcessor {
 public:
  // `trace` may be null; `events` and `counters` must outlive this object.
  LineProcessor(const KernelOptions& options, const Enrichments& enrichments, EventProcessor& events,
                Counters& counters, KernelTrace* trace);

  // The following lines are of this file.
  void BeginFile(std::string_view name);
  // `first_index`: the position of each payload's first event in its request.
  void Process(const RawLine& line, uint32_t first_index);
  // The rest of a file that cannot be read to its end.
  void RejectBrokenFile(const RawLine& broken_line, std::string_view error);
  // After the last line: what was collected goes through the transformer plug-ins, whose failures are thrown.
  void Finish();

 private:
  void ProcessValue(const LineValue& value, uint64_t line);
  void ProcessRow(const RawRow& row, std::string_view text, uint64_t line);
  void ProcessBlock();
  void Collect(const RawLine& line);
  void Collect(std::string_view text, uint64_t line, const RawRow* row, LineBatches& to);
  void Flush(LineBatches& batches);

  EventProcessor& events_;
  RejectWriter& rejects_;
  Counters& counters_;
  KernelTrace* const trace_;
  RowParser row_parser_;
  PayloadDecoder decoder_;
  LineClients plugins_;
  Transformers transformers_;
  EventBundle bundle_;
  std::string file_;
  std::string error_;
  RequestTexts texts_;
  uint32_t first_index_ = 0;  // of the current line's payloads
};

}  // namespace millrace
