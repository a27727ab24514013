// The transformer of the clickstream SDKs: a decoded payload becomes a bundle of events, bound, checked and mapped to
// columns (spec/transform-clickstream.md, with the decisions of spec/README.md). Each event is bound on its own: what
// is wrong with one is a reject of that one.
//
// Not thread-safe: one transformer a worker; reuses its memory.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "raw/payload.h"
#include "raw/raw_row.h"
#include "transform/event_row.h"

namespace millrace {

struct TransformOptions {
  std::vector<std::string> apps;  // allow-list; empty: every app
  int64_t max_event_age_ms = 72 * 3'600'000L;
  bool correct_client_clock = false;
};

class ClickstreamTransformer {
 public:
  explicit ClickstreamTransformer(const TransformOptions& options);
  ~ClickstreamTransformer();

  // Binds the events of one request. `json` is what PayloadDecoder gave (padded). `row.ingest_time` must be set. Events
  // that cannot be used are in the bundle too, with `reject` set. False when the payload is no JSON: `error` says why,
  // and the bundle is empty. The bundle's views live until the next call, and no longer than `json` and the row.
  bool Transform(const RawRow& row, std::string_view json, EventBundle& bundle, std::string& error);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
