// What `explain` tells about one line: listens to the kernel that processes it, and adds the rows that the kernel
// wrote. Computes nothing itself. Not thread-safe.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/kernel.h"
#include "kernel/kernel_trace.h"
#include "project/batch_collector.h"
#include "project/project_parts.h"
#include "project/request_trace.h"

namespace millrace {

class LineStory : public KernelTrace {
 public:
  // `options` and `enrichments` are those of the kernel and must outlive this object. `index`: of each request's
  // events, only this one is told about. Beyond the limits the kernel gets a UserError or Cancelled.
  LineStory(const KernelOptions& options, const OpenEnrichments& enrichments, std::optional<size_t> index,
            TraceLimits limits = {});

  // The story, once the kernel has finished; `written` are its batches. Throws UserError if a request has no event of
  // that index.
  std::vector<TraceEntry> Finish(const TableBatches& written);

  void SentToPlugin(const std::string& plugin, std::string_view text, const RawRow* row) override;
  void AnsweredByPlugin(const std::string& plugin) override;
  void Row(const RawRow& row) override;
  void RowRejected(RejectReason reason, std::string_view detail, std::string_view original, const RawRow* row) override;
  void Payload(const RawRow& row, const ClientTraits& client, std::string_view json, bool repaired) override;
  void Block(const EventBundle& bundle) override;
  void LookedUp(const LookupInput& input, const LookupResult& found) override;
  void Event(const EventRow& event, size_t index, const Request& request) override;
  void Enriched(const EventRow& event, const Request& request) override;
  void EventRejected(RejectReason reason, std::string_view detail, const EventRow& event, size_t index) override;
  void Resumed(const EventRow& event, size_t index) override;
  void Place(std::string_view ip, const GeoLocation* location) override;
  void Source(const TrafficSource& source, std::span<const std::string> steps) override;
  std::vector<std::pair<size_t, std::string>>* rules() override { return &rules_; }

 private:
  using Entries = std::vector<TraceEntry>;
  // One event that is told about, in the order of telling.
  struct EventStory {
    Entries event;
    Entries source;
    Entries items;
    Entries rejected;              // empty if it is not
    std::vector<std::string> ids;  // of the event and of those derived from it; empty if it is rejected
  };
  // One of the line's rows, or a text that is not a row.
  struct PartStory {
    Entries row;
    std::string payload;  // empty if there is none; the number of events is to follow
    Entries behind;       // the payload
    std::vector<std::string> odd_fields;
    Entries looked_up;
    size_t event_count = 0;
    std::deque<EventStory> events;
    std::string plugin;  // its client; empty for a built-in one
    bool answered = false;
  };
  class WrittenRows;

  void Count();
  static void Say(Entries& to, const std::string& name, const std::string& text);
  static void Reject(Entries& to, RejectReason reason, std::string_view detail);
  void SayClock(const EventRow& event, const Request& request, Entries& to) const;
  void SayPlace(std::string_view ip, const GeoLocation* location, Entries& to) const;
  void SayAgent(std::string_view user_agent, const UserAgent* agent, Entries& to) const;
  static void FinishPart(PartStory& part, WrittenRows& written, Entries& to);

  const KernelOptions& options_;
  const OpenEnrichments& enrichments_;
  const Enrichments in_rows_;  // not those that are left to batches
  const std::optional<size_t> index_;
  const TraceLimits limits_;
  size_t counted_ = 0;  // rows and events, told about or not
  std::deque<PartStory> parts_;
  PartStory* part_ = nullptr;    // whose events come now
  EventStory* event_ = nullptr;  // the current event, if it is told about
  bool in_event_ = false;        // whether an event has begun whose fate is open
  // Events that passed the kernel's own checks, by position and id: a plug-in may still reject them.
  std::map<std::pair<size_t, std::string>, EventStory*> enriched_;
  std::vector<std::pair<size_t, std::string>> rules_;  // by position of the event, ascending
  size_t next_rule_ = 0;
};

}  // namespace millrace
