// The transformer of a client: a decoded payload becomes a bundle of events, bound, checked and mapped to columns. One
// for each client; which of them a request is for is decided by its app.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/app_id.h"
#include "raw/payload.h"
#include "raw/raw_row.h"
#include "transform/event_row.h"

namespace millrace {

inline constexpr std::string_view kClientClickstream = "clickstream";
inline constexpr std::string_view kClientGtm = "gtm";
inline constexpr std::string_view kClientSensors = "sensors";

struct TransformOptions {
  std::vector<std::string> apps;  // allow-list; empty: every app
  int64_t max_event_age_ms = 72 * 3'600'000L;
  int64_t max_partition_age_ms = 400 * 24 * 3'600'000L;
  bool correct_client_clock = false;
  std::map<std::string, std::string, std::less<>> sensors_event_names;  // native name → ours
  // What is stored of an address that lies in an event; empty: all of it. The result lies in its arguments or is null.
  std::function<NullableText(std::string_view ip, std::string& buffer)> hide_ip;
};

// How custom parameters of the lake keep what an event said of its address, place and agent, so that its transformer
// can read it once more.
struct StoredHints {
  std::string_view element;                           // the beginning of an element that can be used, without its end
  std::span<const std::string_view> parameters = {};  // that belong into it; the first is there in every event
};

// How a client's requests differ in what happens to them outside the transformer.
struct ClientTraits {
  std::string_view name;
  PayloadForm payload_form = PayloadForm::kBundle;
  // Address and user agent are the event's, not the row's.
  bool events_bring_agent = false;
  // Events may bring places, or parts of the agent, of their own: enrichment is laid over or under each event.
  bool events_bring_enrichment = false;
  // What of it stands above what enrichment finds; the rest stands below.
  std::span<const EventColumn> event_wins = {};
  StoredHints stored_hints = {};
  // Events may say themselves where their visit came from.
  bool events_tell_source = true;
  // Events older than max_event_age are rejected; older than max_partition_age, those of every client.
  bool rejects_late = false;
  // process_info has the key source_ip.
  bool keeps_source_ip = true;
  // Every event tells of its user's first visit and profile (transform-gtm §5), not only those of some names.
  bool every_event_tells_user = false;
};

// Not thread-safe: one a worker; reuses its memory.
class Transformer {
 public:
  explicit Transformer(const ClientTraits& traits) : traits_(traits) {}
  virtual ~Transformer() = default;
  Transformer(const Transformer&) = delete;
  Transformer& operator=(const Transformer&) = delete;

  const ClientTraits& traits() const { return traits_; }

  // Binds the first block of a request's events (bundle_reader.h). `json` is what PayloadDecoder gave (padded);
  // `row.ingest_time` must be set, and `bundle.first_index`. Events that cannot be used are in the bundle too, with
  // `reject` set. False when the payload is not all JSON: `error` says why, and the bundle is empty. The bundle's views
  // live until the next call, and no longer than `json` and the row.
  virtual bool Transform(const RawRow& row, std::string_view json, EventBundle& bundle, std::string& error) = 0;
  // Binds the next block of the same request, whose row and `json` must still be there, in place of the last one. False
  // when there is none.
  virtual bool Next(EventBundle& bundle) = 0;

 private:
  ClientTraits traits_;
};

// The transformer of a client by its name in the config. Throws InternalError for a name that there is not.
std::unique_ptr<Transformer> MakeTransformer(std::string_view client, const TransformOptions& options);

// Which client each app's requests come from.
struct ClientChoice {
  std::string client{kClientClickstream};
  std::map<std::string, std::string, std::less<>> of_app;  // apps with another client

  const std::string& Of(NullableText app_id) const {
    const auto found = of_app.find(std::string_view(app_id));
    return found == of_app.end() ? client : found->second;
  }
};

// A choice among the built-in clients alone; where the name is of a plug-in, nobody is to ask.
ClientChoice AmongBuiltIn(const ClientChoice& choice);

// The transformers of one worker. Not thread-safe.
class Transformers {
 public:
  Transformers(const ClientChoice& choice, const TransformOptions& options);

  // By the row's app id; it may be null.
  Transformer& Of(NullableText app_id) {
    if (of_app_.empty()) return *default_;
    const auto found = of_app_.find(std::string_view(app_id));
    return found == of_app_.end() ? *default_ : *found->second;
  }

 private:
  std::vector<std::unique_ptr<Transformer>> all_;
  Transformer* default_;
  std::map<std::string, Transformer*, std::less<>> of_app_;
};

// The apps that are accepted. Thread-safe once it is built.
class AllowedApps {
 public:
  explicit AllowedApps(const std::vector<std::string>& apps) : apps_(apps.begin(), apps.end()) {}
  bool AreConfigured() const { return !apps_.empty(); }
  // True for every app when none is named, but for reserved ids (core/app_id.h).
  bool Has(std::string_view app) const { return apps_.empty() ? !IsReservedAppId(app) : apps_.contains(app); }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_set<std::string, Hash, std::equal_to<>> apps_;
};

// Why an event of reason unknown_app is rejected; `key` is where its app id stands.
std::string WhyUnknownApp(std::string_view key, std::string_view app);

// Rejects the event for its row's app id (transform-gtm §1, rows 1 and 6): false when it was. For clients whose events
// have no app id of their own; it becomes the event's.
bool TakeAppOfRow(const RawRow& row, const AllowedApps& apps, EventRow& event);

}  // namespace millrace
