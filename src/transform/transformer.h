// The transformer of a client turns a decoded payload into a bundle of events, bound, validated and mapped to columns.
// There is one per client; the app of a request selects it.
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
  // What is stored of an address inside an event; empty: all of it. The result is a view into the arguments, or null.
  std::function<NullableText(std::string_view ip, std::string& buffer)> hide_ip;
};

// How the custom parameters in the lake preserve what an event said about its address, location and user agent, so that
// its transformer can read it again.
struct StoredHints {
  std::string_view element;                           // the beginning of a valid element, without its end
  std::span<const std::string_view> parameters = {};  // to be added to it; every event has the first one
};

// How clients differ outside their transformers.
struct ClientTraits {
  std::string_view name;
  PayloadForm payload_form = PayloadForm::kBundle;
  // Address and user agent come from the event, not from the row.
  bool events_bring_agent = false;
  // Events may contain a location, or parts of the user agent: enrichment is applied over or under these values.
  bool events_bring_enrichment = false;
  // Those of them that override the result of enrichment; enrichment overrides the rest.
  std::span<const EventColumn> event_wins = {};
  StoredHints stored_hints = {};
  // Events may contain their traffic source.
  bool events_tell_source = true;
  // Events older than max_event_age are rejected. (Events older than max_partition_age are rejected for every client.)
  bool rejects_late = false;
  // process_info has the key source_ip.
  bool keeps_source_ip = true;
  // Every event contributes to the first visit and profile of its user (transform-gtm §5), not only events with certain
  // names.
  bool every_event_tells_user = false;
};

// Not thread-safe: one per worker; reuses its memory.
class Transformer {
 public:
  explicit Transformer(const ClientTraits& traits) : traits_(traits) {}
  virtual ~Transformer() = default;
  Transformer(const Transformer&) = delete;
  Transformer& operator=(const Transformer&) = delete;

  const ClientTraits& traits() const { return traits_; }

  // Binds the first block of the events of a request (bundle_reader.h). `json` is the (padded) result of
  // PayloadDecoder; `row.ingest_time` and `bundle.first_index` must be set. Events that cannot be used are also in the
  // bundle, with `reject` set. Returns false if the payload is not valid JSON to its end: `error` says why, and the
  // bundle is empty. The views in the bundle live until the next call, and no longer than `json` and the row.
  virtual bool Transform(const RawRow& row, std::string_view json, EventBundle& bundle, std::string& error) = 0;
  // Replaces the last block by the next one of the same request, whose row and `json` must still exist. Returns false
  // if there is none.
  virtual bool Next(EventBundle& bundle) = 0;

 private:
  ClientTraits traits_;
};

// The transformer of a client by its name in the config. Throws InternalError for an unknown name.
std::unique_ptr<Transformer> MakeTransformer(std::string_view client, const TransformOptions& options);

// The client of each app.
struct ClientChoice {
  std::string client{kClientClickstream};
  std::map<std::string, std::string, std::less<>> of_app;  // apps with another client

  const std::string& Of(NullableText app_id) const {
    const auto found = of_app.find(std::string_view(app_id));
    return found == of_app.end() ? client : found->second;
  }
};

// Selects among the built-in clients only; must not be called for an app whose client is a plug-in.
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
  // If none is named, true for every app except reserved ids (core/app_id.h).
  bool Has(std::string_view app) const { return apps_.empty() ? !IsReservedAppId(app) : apps_.contains(app); }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_set<std::string, Hash, std::equal_to<>> apps_;
};

// Why an event is rejected as unknown_app; `key` is the field of its app id.
std::string WhyUnknownApp(std::string_view key, std::string_view app);

// Sets the app id of the event from its row, for clients whose events have none. Returns false if the event was
// rejected because of it (transform-gtm §1, rows 1 and 6).
bool TakeAppOfRow(const RawRow& row, const AllowedApps& apps, EventRow& event);

}  // namespace millrace
