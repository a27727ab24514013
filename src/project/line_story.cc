#include "project/line_story.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include <arrow/record_batch.h>

#include "core/cancelled.h"
#include "core/error.h"
#include "core/quantity.h"
#include "core/time.h"
#include "project/trace_text.h"
#include "raw/payload.h"
#include "schema/text_cell.h"

namespace millrace {
namespace {

using Kind = TraceEntry::Kind;

std::string RequestLine(const RawRow& row) {
  return "rid " + TraceText(row.rid) + ", app " + TraceText(row.app_id);
}

void Append(std::vector<TraceEntry>& to, std::vector<TraceEntry>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

// The rows of event_v2 by id, and how many items each id has.
class LineStory::WrittenRows {
 public:
  explicit WrittenRows(const TableBatches& written) {
    ForEach(
        written, TableId::kEvent, EventColumn::event_id,
        [&](const std::string& id, const auto& batch, int64_t row) { events_[id].push_back(batch->Slice(row, 1)); });
    ForEach(written, TableId::kItem, ItemColumn::event_id,
            [&](const std::string& id, const auto& /*batch*/, int64_t /*row*/) { ++items_[id]; });
  }

  // Tells about the next row of an id. False if there is none.
  bool Say(const std::string& id, Entries& to) {
    std::deque<std::shared_ptr<arrow::RecordBatch>>& rows = events_[id];
    if (rows.empty()) return false;
    to.push_back({Kind::kStored, {}, {}, rows.front()});
    // Two events of a line may have the same id: each has its own row.
    rows.pop_front();
    if (const size_t items = items_[id]; items > 0) LineStory::Say(to, "items", FormatCount(items) + " in item_v2");
    return true;
  }

 private:
  template <typename Column, typename Take>
  static void ForEach(const TableBatches& written, TableId table, Column id, Take take) {
    const auto found = written.find(table);
    if (found == written.end()) return;
    for (const auto& batch : found->second) {
      for (int64_t row = 0; row < batch->num_rows(); ++row) {
        take(std::string(TextAt(*batch->column(static_cast<int>(id)), row)), batch, row);
      }
    }
  }

  std::map<std::string, std::deque<std::shared_ptr<arrow::RecordBatch>>> events_;
  std::map<std::string, size_t> items_;
};

LineStory::LineStory(const KernelOptions& options, const OpenEnrichments& enrichments, std::optional<size_t> index,
                     TraceLimits limits)
    : options_(options),
      enrichments_(enrichments),
      in_rows_(enrichments.View()),
      index_(index),
      limits_(std::move(limits)) {}

void LineStory::Count() {
  if (limits_.stop.stop_requested()) throw Cancelled("the explanation was cancelled");
  if (++counted_ <= limits_.most_events) return;
  throw UserError("the request has more than " + FormatCount(limits_.most_events) +
                  " events; explain it on the machine of the project: millrace explain FILE --line NUMBER");
}

void LineStory::Say(Entries& to, const std::string& name, const std::string& text) {
  to.push_back({Kind::kFact, name, text});
}

void LineStory::Reject(Entries& to, RejectReason reason, std::string_view detail) {
  to.push_back({Kind::kRejected, std::string(RejectReasonName(reason)), std::string(detail)});
}

void LineStory::SentToPlugin(const std::string& plugin, std::string_view text, const RawRow* row) {
  Count();
  PartStory& part = parts_.emplace_back();
  part.plugin = plugin;
  if (row == nullptr) {
    Say(part.row, "line", TraceText(text));
  } else {
    Say(part.row, "request", RequestLine(*row));
  }
  Say(part.row, "read by", "the plug-in `" + plugin + "`");
}

void LineStory::AnsweredByPlugin(const std::string& plugin) {
  part_ =
      &*std::ranges::find_if(parts_, [&](const PartStory& part) { return part.plugin == plugin && !part.answered; });
  part_->answered = true;
}

void LineStory::Row(const RawRow& row) {
  Count();
  part_ = &parts_.emplace_back();
  rules_.clear();
  next_rule_ = 0;
  Entries& to = part_->row;
  Say(to, "request", RequestLine(row));
  Say(to, "uri", TraceText(row.uri));
  if (row.replaced_utf8) Say(to, "repaired", "bytes that are not UTF-8 became U+FFFD");
  if (!row.ingest_time) return;
  Say(to, "ingest time", ShownTime(*row.ingest_time) + (row.ingest_in_seconds ? ", sent in seconds" : ""));
  Say(to, "upload time", row.client_timestamp ? ShownTime(*row.client_timestamp) + " by the client's clock" : "(null)");
  const bool by_app = options_.clients.of_app.contains(std::string(row.app_id));
  Say(to, "client", options_.clients.Of(row.app_id) + (by_app ? ", by the app's `client`" : ", by processing.client"));
}

void LineStory::RowRejected(RejectReason reason, std::string_view detail, std::string_view original,
                            const RawRow* row) {
  if (row == nullptr) {
    Count();
    part_ = &parts_.emplace_back();
    Say(part_->row, "line", TraceText(original));
  }
  const bool is_behind = !part_->payload.empty();
  if (is_behind) Say(part_->behind, "after it", TraceText(original));
  Reject(is_behind ? part_->behind : part_->row, reason, detail);
}

void LineStory::Payload(const RawRow& row, const ClientTraits& client, std::string_view json, bool repaired) {
  const char first = row.data[row.data.find_first_not_of(" \t\r\n")];
  const bool packed = first != '[' && first != '{';
  part_->payload = (!packed                                     ? "JSON, "
                    : client.payload_form == PayloadForm::kForm ? "a form with base64, "
                                                                : "base64 of gzip, ") +
                   FormatCount(row.data.size()) + " bytes" +
                   (packed ? ", unpacked " + FormatCount(json.size()) + " bytes" : "") +
                   (repaired ? ", repaired into strict JSON" : "") + ": ";
}

void LineStory::Block(const EventBundle& bundle) {
  for (const std::string_view field : bundle.lenient_fields) part_->odd_fields.emplace_back(field);
}

void LineStory::LookedUp(const LookupInput& input, const LookupResult& found) {
  if (!part_->plugin.empty() || (in_event_ && event_ == nullptr)) return;
  Entries& to = in_event_ ? event_->event : part_->looked_up;
  if (enrichments_.geo == nullptr) {
    Say(to, "ip", "not looked up, `ip` is not among processing.enrichments");
  } else if (in_rows_.geo != nullptr) {
    SayPlace(input.ip, found.location, to);
  }
  SayAgent(input.user_agent, found.user_agent, to);
}

void LineStory::SayPlace(std::string_view ip, const GeoLocation* location, Entries& to) const {
  if (location == nullptr) return Say(to, "ip", "none sent");
  Say(to, "ip", std::string(ip) + " → " + ShownPlace(*location) + ", by " + enrichments_.geo->type());
  if (options_.ip_privacy == IpPrivacy::kKeep) return;
  std::string buffer;
  Say(to, "ip kept", TraceText(AnonymiseIpList(ip, options_.ip_privacy, buffer)) + ", by privacy.ip");
}

void LineStory::SayAgent(std::string_view user_agent, const UserAgent* agent, Entries& to) const {
  if (enrichments_.user_agents == nullptr) {
    return Say(to, "user agent", "not parsed, `user_agent` is not among processing.enrichments");
  }
  if (agent == nullptr) return Say(to, "user agent", "none sent");
  Say(to, "user agent", TraceText(user_agent));
  Say(to, "", "→ " + ShownAgent(*agent));
}

void LineStory::Event(const EventRow& event, size_t index, const Request& request) {
  Count();
  in_event_ = true;
  ++part_->event_count;
  event_ = nullptr;
  if (!part_->plugin.empty()) {  // of a plug-in only its answer is known: the row or the reject
    event_ = &part_->events.emplace_back();
    return;
  }
  std::vector<const std::string*> rules;
  for (; next_rule_ < rules_.size() && rules_[next_rule_].first <= index; ++next_rule_) {
    if (rules_[next_rule_].first == index) rules.push_back(&rules_[next_rule_].second);
  }
  if (index_.value_or(index) != index) return;
  event_ = &part_->events.emplace_back();
  Entries& to = event_->event;
  to.push_back(
      {Kind::kEvent, {}, "event " + std::to_string(index) + ": " + TraceText(event.Text(EventColumn::event_name))});
  Say(to, "sent", TraceText(event.original));
  if (event.reject) return;
  Say(to, "app",
      std::string(event.Text(EventColumn::app_id)) +
          (options_.apps.empty() ? ": accepted, `apps` is not set" : ": accepted, one of `apps`"));
  for (const std::string* rule : rules) Say(to, "rule", TraceText(*rule));
  SayClock(event, request, to);
}

void LineStory::SayClock(const EventRow& event, const Request& request, Entries& to) const {
  const int64_t time = event.Int(EventColumn::event_time_msec).value_or(0);
  const int64_t sent = event.clock.adjusted ? event.clock.from : time;
  const int64_t age = *request.row->ingest_time - sent;
  Say(to, "time",
      ShownTime(sent) + ", " + (age >= 0 ? FormatDuration(age) + " before" : FormatDuration(-age) + " after") +
          " its ingest time" +
          (request.client->rejects_late ? ", processing.max_event_age is " + FormatDuration(options_.max_event_age_ms)
                                        : ""));
  if (event.clock.adjusted) {
    Say(to, "clock",
        "corrected by " + FormatDuration(SaturatedSubtract(event.clock.to, event.clock.from)) + " to " +
            ShownTime(time) + ": " + event.clock.reason);
  } else {
    Say(to, "clock",
        options_.correct_client_clock ? "not corrected: no error is known" : "not corrected: it is not ahead");
  }
}

void LineStory::Enriched(const EventRow& event, const Request& request) {
  in_event_ = false;
  if (event_ == nullptr) return;
  const Column& id = TableOf(TableId::kEvent).columns[static_cast<size_t>(EventColumn::event_id)];
  event_->ids.emplace_back(event.Text(EventColumn::event_id));
  for (size_t i = 0; i < event.derived_count; ++i) {
    event_->ids.emplace_back(CutToColumn(id, event.derived[i].event_id));
  }
  enriched_.try_emplace({part_->event_count - 1, event_->ids[0]}, event_);
  if (!part_->plugin.empty()) return;
  if (const UserAgent* agent = request.found.user_agent; agent != nullptr && agent->is_bot) {
    Say(event_->event, "bot", "kept, processing.filter_bots is off");
  }
  if (!event.has_attributes) {
    Say(event_->source, "traffic source", "none: the event has no attributes");
  } else if (enrichments_.traffic_source == nullptr) {
    Say(event_->source, "traffic source", "as sent, `traffic_source` is not among processing.enrichments");
  }
  if (event.items_without_id > 0) {
    Say(event_->items, "items", FormatCount(event.items_without_id) + " without an id, left out");
  }
}

void LineStory::EventRejected(RejectReason reason, std::string_view detail, const EventRow& event, size_t index) {
  if (!in_event_) Resumed(event, index);
  in_event_ = false;
  if (event_ == nullptr) return;
  Reject(event_->rejected, reason, detail);
  event_->ids.clear();
}

void LineStory::Resumed(const EventRow& event, size_t index) {
  const auto found = enriched_.find({index, std::string(event.Text(EventColumn::event_id))});
  event_ = found == enriched_.end() ? nullptr : found->second;
}

// Events of a plug-in have no entries, so nothing is reported about their enrichment.
void LineStory::Place(std::string_view ip, const GeoLocation* location) {
  if (event_ != nullptr && !event_->event.empty()) SayPlace(ip, location, event_->event);
}

void LineStory::Source(const TrafficSource& source, std::span<const std::string> steps) {
  if (event_ == nullptr || event_->event.empty()) return;
  Say(event_->source, "traffic source", ShownSource(source));
  for (const std::string& step : steps) Say(event_->source, "", "- " + step);
}

void LineStory::FinishPart(PartStory& part, WrittenRows& written, Entries& to) {
  Append(to, part.row);
  if (!part.payload.empty()) {
    Say(to, "payload", part.payload + FormatCount(part.event_count) + (part.event_count == 1 ? " event" : " events"));
  }
  Append(to, part.behind);
  for (const std::string& field : part.odd_fields) {
    Say(to, "wrong type", field + " became null");
  }
  Append(to, part.looked_up);
  for (EventStory& event : part.events) {
    for (Entries* entries : {&event.event, &event.source, &event.items, &event.rejected}) Append(to, *entries);
    for (const std::string& id : event.ids) (void)written.Say(id, to);
  }
  if (!part.plugin.empty() && part.events.empty()) Say(to, "row", "none");
}

std::vector<TraceEntry> LineStory::Finish(const TableBatches& written_batches) {
  WrittenRows written(written_batches);
  std::vector<TraceEntry> story;
  for (size_t i = 0; i < parts_.size(); ++i) {
    PartStory& part = parts_[i];
    if (index_ && !part.payload.empty() && *index_ >= part.event_count) {
      throw UserError("--index: the request has " + FormatCount(part.event_count) +
                      " events, counted from 0; there is no " + std::to_string(*index_));
    }
    if (parts_.size() > 1) {
      story.push_back({Kind::kRow, {}, "row " + std::to_string(i + 1) + " of " + std::to_string(parts_.size())});
    }
    FinishPart(part, written, story);
  }
  return story;
}

}  // namespace millrace
