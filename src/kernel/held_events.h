// Events that were written into a batch which has still to pass the plug-ins. What follows from an event's final values
// (its items, its share of users and sessions, its reject) waits here, packed, row by row beside the batch.
//
// Not thread-safe; one for each open batch of event_v2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/request.h"
#include "transform/event_row.h"

namespace millrace {

// True for the columns that items, users and sessions are made from.
bool FeedsOtherTables(EventColumn column);

class HeldEvents {
 public:
  // What is kept besides what items, users and sessions are made from.
  struct Keeps {
    bool original = false;  // the event's text and the fields of its request: a reject may come
    bool sent = false;      // what enrichments are asked about (SentValues)
  };

  explicit HeldEvents(Keeps keeps) : keeps_(keeps) {}

  // The event of the batch's next row; `index` is its place in its request. A `derived` one belongs to the last that
  // was not, which is in the same batch, and has only what its session is made from.
  void Add(const EventRow& event, const Request& request, size_t index, bool derived);
  size_t size() const { return rows_.size(); }
  size_t held_bytes() const { return bytes_.capacity() + rows_.capacity() * sizeof(Row); }
  // The row of the event that a row was derived from; else the row itself.
  size_t OriginOf(size_t row) const { return rows_[row].origin; }

  struct Event {
    EventRow row;
    RawRow raw;
    Request request;  // its `row` is `raw`
    size_t index = 0;
    bool derived = false;
  };
  // Unpacks one; its views live as long as this object and until the next Add.
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
