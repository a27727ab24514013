// The hook through which a kernel reports what it does with a line (`millrace explain`, project/line_story.h). A kernel
// without one pays for a comparison with null at each of these places. Calls arrive in the order of the work: a line's
// rows, and within a row its events. What a transformer plug-in and enrichments on batches do follows later, when a
// batch is full or the kernel finishes.
//
// Views and references are valid during the call.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "enrich/enrichment_trace.h"
#include "kernel/request.h"
#include "raw/raw_row.h"
#include "raw/reject.h"
#include "transform/event_row.h"
#include "transform/transformer.h"

namespace millrace {

class KernelTrace : public EnrichmentTrace {
 public:
  // A transformer plug-in gets a whole line, or a row of it; `row` is null for a whole line.
  virtual void SentToPlugin(const std::string& plugin, std::string_view text, const RawRow* row) = 0;
  // The plug-in has answered for its next line or row; if it returned an event, that follows.
  virtual void AnsweredByPlugin(const std::string& plugin) = 0;

  // A row for a built-in client.
  virtual void Row(const RawRow& row) = 0;
  // Something of the line is rejected that is not an event: a row, or text that is none (`row` is null).
  virtual void RowRejected(RejectReason reason, std::string_view detail, std::string_view original,
                           const RawRow* row) = 0;
  // The payload of the row, which `client` can read. `repaired`: it had to be rewritten into strict JSON.
  virtual void Payload(const RawRow& row, const ClientTraits& client, std::string_view json, bool repaired) = 0;
  // A block of the payload's events, before the first of them.
  virtual void Block(const EventBundle& bundle) = 0;
  // Location and user agent were looked up: for all events of a row, or for the current event.
  virtual void LookedUp(const LookupInput& input, const LookupResult& found) = 0;

  // An event begins, at a position in its request. It may already be marked as rejected.
  virtual void Event(const EventRow& event, size_t index, const Request& request) = 0;
  // The event passed every check and has its enriched values.
  virtual void Enriched(const EventRow& event, const Request& request) = 0;
  // The current event is rejected, or one that waited for a plug-in.
  virtual void EventRejected(RejectReason reason, std::string_view detail, const EventRow& event, size_t index) = 0;
  // What follows is about an event whose batch passes an enrichment now.
  virtual void Resumed(const EventRow& event, size_t index) = 0;

  // Where transformers write what their rules did (EventBundle::story).
  virtual std::vector<std::pair<size_t, std::string>>* rules() = 0;
};

}  // namespace millrace
