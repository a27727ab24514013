#include "generate/request_writer.h"

#include <algorithm>
#include <array>

#include "generate/calendar.h"

namespace millrace::generate {

namespace {

// What a run with default settings rejects as late (processing.max_event_age).
constexpr int64_t kMaxEventAgeMs = 72LL * 3600 * 1000;

// How many events a bundle holds, of a hundred: three on average, for the sessions' ends cut some short.
constexpr std::array<uint8_t, 10> kBundlePercents{20, 22, 18, 14, 11, 5, 4, 2, 2, 2};

// Names that have no age limit (spec/transform-clickstream.md §1, step 4).
bool IsAlwaysFresh(std::string_view name) {
  return name == "_first_open" || name == "_first_visit" || name == "_profile_set";
}

}  // namespace

RequestWriter::RequestWriter(const World& world) : world_(world) {}

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
  std::sort(index_.begin(), index_.end(), [](const Row& left, const Row& right) {
    return left.arrival_ms != right.arrival_ms ? left.arrival_ms < right.arrival_ms : left.begin < right.begin;
  });
  sorted_.Clear();
  // Sessions are played one after the other; a collector sees their requests mixed.
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

void RequestWriter::BeginSession(const Visitor& visitor, const SessionFacts& facts, std::string_view address,
                                 int64_t late_ms) {
  visitor_ = &visitor;
  address_ = address;
  clock_skew_ms_ = visitor.clock_skew_ms;
  late_ms_ = late_ms;
  sequence_ = 0;
  payload_.Clear();
  pending_.clear();
  composer_.BeginSession(visitor, facts);
  ++summary_.sessions;
}

void RequestWriter::DrawBundleSize(Random& random) {
  uint32_t draw = random.Below(100);
  bundle_size_ = 1;
  for (const uint8_t percent : kBundlePercents) {
    if (draw < percent) return;
    draw -= percent;
    ++bundle_size_;
  }
}

bool RequestWriter::Add(const EventParts& parts, Random& random) {
  if (pending_.empty()) {
    payload_.Clear();
    payload_ << '[';
    DrawBundleSize(random);
  } else {
    payload_ << ',';
  }
  // The device wrote down its own time, before the request came to be late.
  const int64_t device_ms = parts.time_ms - late_ms_ + clock_skew_ms_;
  pending_.push_back({payload_.size(), device_ms, parts.item_count, IsAlwaysFresh(parts.name), false});
  composer_.Append(payload_, parts, random);
  last_ms_ = parts.time_ms;
  const uint64_t left = budget_.events - summary_.events;  // means nothing when bytes are counted
  if (pending_.size() < bundle_size_ && (budget_.events == 0 || pending_.size() < left)) return true;
  return Flush(random);
}

bool RequestWriter::Flush(Random& random) {
  if (pending_.empty()) return true;
  const int64_t upload_ms = last_ms_ + random.Skewed(100, 4000);
  const int64_t arrival_ms = upload_ms + random.Skewed(20, 1500);
  if (arrival_ms >= end_ms_) {  // belongs into another file; as if the visitor had lost the network
    pending_.clear();
    return false;
  }
  const GeneratorOptions& options = world_.options;
  ++sequence_;
  // Only requests without any other reason to be rejected are spoiled, so that each flaw has one known consequence.
  Flaw flaw = Flaw::none;
  if (options.dirty_share > 0 && random.Chance(options.dirty_share) && !visitor_->bot && late_ms_ == 0) {
    flaw = DrawFlaw(random);
  }
  if (flaw != Flaw::none && PlaceOf(flaw) == FlawPlace::event) SpoilPending(flaw, random);
  payload_ << ']';

  // Drawn for each request: SDKs can be set either way, and readers must not rely on their neighbours.
  bool gzip = random.Chance(options.gzip_payload_share);
  if (flaw == Flaw::truncated_base64) gzip = true;
  if (flaw == Flaw::truncated_json) gzip = false;
  WriteRow(upload_ms, arrival_ms, gzip, random);
  if (flaw != Flaw::none && PlaceOf(flaw) != FlawPlace::event) {
    // Take the row back and write what is left of it.
    const size_t begin = index_.back().begin;
    std::string line(rows_.view(begin, rows_.size() - begin - 1));
    SpoilLine(flaw, line, random.Next());
    rows_.Truncate(begin);
    rows_ << line << '\n';
    index_.back().length = line.size() + 1;
  }
  Count(flaw, arrival_ms, gzip, false);

  // A client that saw no answer sends again.
  if (flaw == Flaw::none && options.duplicate_share > 0 && random.Chance(options.duplicate_share)) {
    const int64_t again_ms = arrival_ms + random.Skewed(1000, 60'000);
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
  return static_cast<Flaw>(random.Below(kFlawCount));
}

void RequestWriter::SpoilPending(Flaw flaw, Random& random) {
  // The last event, for then no other moves.
  Pending& event = pending_.back();
  std::string text(payload_.view(event.begin, payload_.size() - event.begin));
  SpoilEvent(flaw, text, random.Next());
  payload_.Truncate(event.begin);
  payload_ << text;
  event.rejected = !RejectReasonOf(flaw).empty();
}

bool RequestWriter::IsTooLate(const Pending& event, int64_t ingest_ms) const {
  return !event.always_fresh && ingest_ms - event.time_ms > kMaxEventAgeMs;
}

void RequestWriter::WriteRow(int64_t upload_ms, int64_t arrival_ms, bool gzip, Random& random) {
  // The collector writes whole seconds here and its full precision in `timestamp`.
  const int64_t ingest_ms = arrival_ms / 1000 * 1000;
  const std::string_view platform = PlatformName(visitor_->platform);
  const size_t begin = rows_.size();
  rows_ << R"({"appId":")" << visitor_->app->id << R"(","client_timestamp":")" << upload_ms + clock_skew_ms_
        << R"(","compression":)" << (gzip ? R"("gzip")" : "null") << R"(,"data":")";
  if (gzip) {
    compressed_.Clear();
    gzip_.Append(compressed_, payload_.view());
    AppendBase64(rows_, compressed_.view());
  } else {
    AppendEscaped(rows_, payload_.view());
  }
  const UtcTime time(arrival_ms);
  const uint64_t hash = random.Next();
  rows_ << R"(","date":")";
  time.AppendSeconds(rows_);
  rows_ << R"(+00:00","fakeIp":null,"ingest_time":)" << ingest_ms << R"(,"ip":")" << address_
        << R"(","method":"POST","path":"/collect","platform":")" << platform << R"(","rid":")";
  rows_.AppendHex(random.Next(), 16);
  rows_.AppendHex(hash, 16);
  rows_ << R"(","server_ingest_time":)" << ingest_ms << R"(,"source_type":"http_server","timestamp":")";
  time.AppendSeconds(rows_);
  rows_ << '.';
  rows_.AppendPadded(arrival_ms % 1000, 3);
  rows_.AppendPadded(static_cast<int64_t>(hash % 1'000'000), 6);
  rows_ << R"(Z","ua":")" << visitor_->user_agent << R"(","uri":"/collect?platform=)" << platform
        << "&appId=" << visitor_->app->id << "&event_bundle_sequence_id=" << sequence_
        << "&upload_timestamp=" << upload_ms + clock_skew_ms_ << "&hashCode=";
  rows_.AppendHex(hash >> 32, 8);
  rows_ << (gzip ? "&compression=gzip\"}\n" : "\"}\n");
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
      // Without a usable row app id each event of the bundle is a reject of its own.
      summary_.expected_rejects[std::string(reason)] += flaw == Flaw::no_row_app ? count : 1;
    }
    if (LosesRequest(flaw)) return;  // its events cannot be counted by a reader
  }
  const int64_t ingest_ms = arrival_ms / 1000 * 1000;
  summary_.events += count;
  for (const Pending& event : pending_) {
    // In the order of a run: a bot's late event counts as late, and items are read of what is left.
    if (IsTooLate(event, ingest_ms)) {
      ++late_rejects_;
    } else if (visitor_->bot) {
      ++bot_rejects_;
    } else if (!event.rejected && flaw != Flaw::no_row_app) {
      summary_.items += static_cast<uint64_t>(event.item_count);
      summary_.item_events += event.item_count != 0 ? 1 : 0;
    }
  }
  summary_.web_events += visitor_->platform == Platform::web ? count : 0;
  summary_.bot_events += visitor_->bot ? count : 0;
  summary_.late_events += late_ms_ != 0 ? count : 0;
  summary_.duplicate_events += duplicate ? count : 0;
  summary_.skewed_events += clock_skew_ms_ != 0 ? count : 0;
}

}  // namespace millrace::generate
