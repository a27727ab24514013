#include "generate/request_writer.h"

#include <algorithm>

namespace millrace::generate {

namespace {

// What a run with default settings rejects as late (processing.max_event_age).
constexpr int64_t kMaxEventAgeMs = 72LL * 3600 * 1000;

}  // namespace

RequestWriter::RequestWriter(const World& world) : world_(world), client_(MakeClient(world.options.client)) {}

void RequestWriter::BeginFile(Budget budget, int64_t end_ms) {
  budget_ = budget;
  end_ms_ = end_ms;
  summary_ = {};
  flaws_.fill(0);
  late_rejects_ = bot_rejects_ = 0;
  rows_.Clear();
  index_.clear();
}

bool RequestWriter::full() const {
  return budget_.events != 0 ? summary_.events >= budget_.events : rows_.size() >= budget_.bytes;
}

std::string_view RequestWriter::Finish(GeneratorSummary& summary) {
  // Ties are ordered by time of writing: only the seed may influence the content of a file.
  std::sort(index_.begin(), index_.end(), [](const Row& left, const Row& right) {
    return left.arrival_ms != right.arrival_ms ? left.arrival_ms < right.arrival_ms : left.begin < right.begin;
  });
  sorted_.Clear();
  // Sessions are played one after the other; in a collector their requests are mixed.
  for (const Row& row : index_) sorted_ << rows_.view(row.begin, row.length);
  summary_.bytes_raw = sorted_.size();
  for (int i = 0; i < kFlawCount; ++i) {
    if (flaws_[static_cast<size_t>(i)] != 0) {
      summary_.dirty[std::string(FlawName(static_cast<Flaw>(i)))] = flaws_[static_cast<size_t>(i)];
    }
  }
  if (late_rejects_ != 0) summary_.expected_rejects["late"] = late_rejects_;
  if (bot_rejects_ != 0) summary_.expected_rejects["bot"] = bot_rejects_;
  summary.Add(summary_);
  return sorted_.view();
}

void RequestWriter::BeginSession(const Visitor& visitor, const SessionFacts& facts, int64_t late_ms) {
  visitor_ = &visitor;
  address_ = facts.address;
  clock_skew_ms_ = visitor.clock_skew_ms;
  late_ms_ = late_ms;
  sequence_ = 0;
  payload_.Clear();
  pending_.clear();  // an earlier session may have ended with its file
  client_->BeginSession(visitor, facts);
  ++summary_.sessions;
}

void RequestWriter::DrawBundleSize(Random& random) {
  uint32_t draw = random.Below(100);
  bundle_size_ = 1;
  for (const uint8_t percent : client_->bundle_percents()) {
    if (draw < percent) return;
    draw -= percent;
    ++bundle_size_;
  }
}

bool RequestWriter::Add(const Moment& moment, Random& random) {
  if (!client_->Sends(moment.act)) return true;
  if (pending_.empty()) {
    payload_.Clear();
    payload_ << '[';
    DrawBundleSize(random);  // at its beginning: the size must not depend on the content
  } else {
    payload_ << ',';
  }
  // The device recorded its own time before the request was delayed.
  const int64_t device_ms = moment.time_ms - late_ms_ + clock_skew_ms_;
  const size_t begin = payload_.size();
  const Reading reading = client_->Append(payload_, moment, random);
  pending_.push_back({begin, device_ms, moment.items.size(), reading, false});
  last_ms_ = moment.time_ms;
  const uint64_t left = budget_.events - summary_.events;  // unused if bytes are counted
  if (pending_.size() < bundle_size_ && (budget_.events == 0 || pending_.size() < left)) return true;
  return Flush(random);
}

bool RequestWriter::Flush(Random& random) {
  if (pending_.empty()) return true;
  // The time from the bundle's last event until it is sent, and its time on the network.
  const int64_t upload_ms = last_ms_ + random.Skewed(100, 4000);
  const int64_t arrival_ms = upload_ms + random.Skewed(20, 1500);
  if (arrival_ms >= end_ms_) {  // belongs to another file; treated as if the visitor had lost the network
    pending_.clear();
    return false;
  }
  const GeneratorOptions& options = world_.options;
  ++sequence_;
  // Only requests without any other reason to be rejected get a flaw, so that each flaw has one known consequence.
  Flaw flaw = Flaw::none;
  if (options.dirty_share > 0 && random.Chance(options.dirty_share) && !visitor_->bot && late_ms_ == 0) {
    flaw = DrawFlaw(random);
  }
  const bool inside = flaw != Flaw::none && (PlaceOf(flaw) == FlawPlace::event || PlaceOf(flaw) == FlawPlace::element);
  if (inside) SpoilPending(flaw, random);
  payload_ << ']';

  // Drawn per request: SDKs can be configured either way, and readers must not rely on adjacent requests.
  bool gzip = random.Chance(options.gzip_payload_share);
  if (flaw == Flaw::truncated_base64) gzip = true;
  if (flaw == Flaw::truncated_json) gzip = false;
  WriteRow(upload_ms, arrival_ms, gzip, random);
  if (flaw != Flaw::none && !inside) {
    // Replaces the row by what is left of it.
    const size_t begin = index_.back().begin;
    std::string line(rows_.view(begin, rows_.size() - begin - 1));
    SpoilLine(flaw, line, random.Next());
    rows_.Truncate(begin);
    rows_ << line << '\n';
    index_.back().length = line.size() + 1;
  }
  Count(flaw, arrival_ms, gzip, false);

  // A client that got no answer sends again.
  if (flaw == Flaw::none && options.duplicate_share > 0 && random.Chance(options.duplicate_share)) {
    const int64_t again_ms = arrival_ms + random.Skewed(1000, 60'000);
    // A budget of events is met exactly, including repeated requests.
    const bool fits = budget_.events == 0 || summary_.events + pending_.size() <= budget_.events;
    if (again_ms < end_ms_ && fits) {
      WriteRow(upload_ms, again_ms, gzip, random);
      Count(flaw, again_ms, gzip, true);
    }
  }
  pending_.clear();
  return !full();
}

Flaw RequestWriter::DrawFlaw(Random& random) const {
  const std::span<const Flaw> flaws = FlawsOf(world_.options.client);
  return flaws[random.Below(static_cast<uint32_t>(flaws.size()))];
}

void RequestWriter::SpoilPending(Flaw flaw, Random& random) {
  // The last event, because then no other one moves.
  Pending& event = pending_.back();
  std::string text(payload_.view(event.begin, payload_.size() - event.begin));
  if (PlaceOf(flaw) == FlawPlace::element) {
    SpoilElement(flaw, text, random.Next());
  } else {
    client_->SpoilEvent(flaw, text, random.Next());
  }
  payload_.Truncate(event.begin);
  payload_ << text;
  event.rejected = !RejectReasonOf(flaw).empty();
}

bool RequestWriter::IsTooLate(const Pending& event, int64_t ingest_ms) const {
  return !event.reading.ageless && ingest_ms - event.time_ms > kMaxEventAgeMs;
}

void RequestWriter::WriteRow(int64_t upload_ms, int64_t arrival_ms, bool gzip, Random& random) {
  const size_t begin = rows_.size();
  client_->AppendRow(rows_, payload_.view(),
                     {.visitor = visitor_,
                      .address = address_,
                      .upload_ms = upload_ms + clock_skew_ms_,
                      .arrival_ms = arrival_ms,
                      .sequence = sequence_,
                      .events = pending_.size(),
                      .gzip = gzip},
                     random);
  index_.push_back({arrival_ms, begin, rows_.size() - begin});
}

void RequestWriter::Count(Flaw flaw, int64_t arrival_ms, bool gzip, bool duplicate) {
  ++summary_.requests;
  summary_.gzip_requests += gzip ? 1 : 0;
  summary_.duplicate_requests += duplicate ? 1 : 0;
  const size_t count = pending_.size();
  if (flaw != Flaw::none) {
    ++flaws_[static_cast<size_t>(flaw)];
    if (const std::string_view reason = RejectReasonOf(flaw); !reason.empty()) {
      summary_.expected_rejects[std::string(reason)] += LosesEachEvent(flaw) ? count : 1;
    }
    // The other counts are those of what a reader can decode.
    if (LosesRequest(flaw)) return;  // its events cannot be counted by a reader
  }
  const int64_t ingest_ms = arrival_ms / 1000 * 1000;
  summary_.events += count;
  for (const Pending& event : pending_) {
    // In the order of a run: a late event of a bot counts as late, and items are read from the remaining events.
    if (IsTooLate(event, ingest_ms)) {
      ++late_rejects_;
    } else if (visitor_->bot) {
      ++bot_rejects_;
    } else if (!event.rejected && !LosesEachEvent(flaw)) {
      summary_.derived_events += static_cast<uint64_t>(event.reading.derived);
      summary_.items += event.items;
      summary_.item_events += event.items != 0 ? 1 : 0;
    }
  }
  summary_.web_events += visitor_->platform == Platform::web ? count : 0;
  summary_.bot_events += visitor_->bot ? count : 0;
  summary_.late_events += late_ms_ != 0 ? count : 0;
  summary_.duplicate_events += duplicate ? count : 0;
  summary_.skewed_events += clock_skew_ms_ != 0 ? count : 0;
}

}  // namespace millrace::generate
