// Events that were written into a batch that has not passed the plug-ins yet. Whatever is derived from an event's final
// values (its items, its contribution to users and sessions, its reject) waits here in packed form, row by row.
//
// Not thread-safe; one per open batch of event_v2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/request.h"
#include "transform/event_row.h"

namespace millrace {

// Whether items, users or sessions are derived from a column.
bool FeedsOtherTables(EventColumn column);

class HeldEvents {
 public:
  // What is kept in addition to the inputs of items, users and sessions.
  struct Keeps {
    bool original = false;  // the event's text and the fields of its request, for a possible reject
    bool sent = false;      // the inputs of enrichments (SentValues)
  };

  explicit HeldEvents(Keeps keeps) : keeps_(keeps) {}

  // Adds the event of the batch's next row; `index` is its position in its request. A `derived` event belongs to the
  // last one that was not derived, which is in the same batch, and has only the inputs of its session.
  void Add(const EventRow& event, const Request& request, size_t index, bool derived);
  size_t size() const { return rows_.size(); }
  size_t held_bytes() const { return bytes_.capacity() + rows_.capacity() * sizeof(Row); }
  // The row of the event that a row was derived from, or the row itself.
  size_t OriginOf(size_t row) const { return rows_[row].origin; }

  struct Event {
    EventRow row;
    RawRow raw;
    Request request;  // its `row` is `raw`
    size_t index = 0;
    bool derived = false;
  };
  // Unpacks an event. Its views are valid until the next Add.
  void Get(size_t row, Event& event) const;

 private:
  struct Row {
    size_t begin;
    size_t origin;
  };

  void AddRequest(const Request& request);

  Keeps keeps_;
  std::string bytes_;
  std::vector<Row> rows_;
  uint64_t request_serial_ = 0;
  size_t request_begin_ = 0;
};

}  // namespace millrace
