// Lets a client write the moments of sessions, bundles them into requests, and arranges these as the files of the raw
// store, with the configured share of flaws. Counts everything that it writes. Not thread-safe; one per file.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "generate/client.h"
#include "generate/flaw.h"
#include "generate/generator.h"
#include "generate/moment.h"
#include "generate/text_buffer.h"
#include "generate/visitor.h"

namespace millrace::generate {

// The size of a file: one of the two is set.
struct Budget {
  uint64_t bytes = 0;
  uint64_t events = 0;
};

class RequestWriter {
 public:
  explicit RequestWriter(const World& world);

  // Starts a file. Rows that would arrive at or after `end_ms` are not written.
  void BeginFile(Budget budget, int64_t end_ms);
  bool full() const;
  // The rows of the file, each with its line end, in the order of arrival, and a summary of them.
  std::string_view Finish(GeneratorSummary& summary);

  // `late_ms`: how much later than the events the requests arrive.
  void BeginSession(const Visitor& visitor, const SessionFacts& facts, int64_t late_ms);
  Client& client() { return *client_; }
  // Adds an event, and sends the bundle if it is full. False if the session must end.
  bool Add(const Moment& moment, Random& random);
  // Sends the rest of the bundle.
  bool Flush(Random& random);

 private:
  struct Pending {
    size_t begin;
    int64_t time_ms;  // by the device's clock
    size_t items;
    Reading reading;
    bool rejected;  // has a flaw because of which every reader rejects it
  };
  struct Row {
    int64_t arrival_ms;
    size_t begin, length;
  };

  void DrawBundleSize(Random& random);
  Flaw DrawFlaw(Random& random) const;
  void SpoilPending(Flaw flaw, Random& random);
  bool IsTooLate(const Pending& event, int64_t ingest_ms) const;
  void WriteRow(int64_t upload_ms, int64_t arrival_ms, bool gzip, Random& random);
  void Count(Flaw flaw, int64_t arrival_ms, bool gzip, bool duplicate);

  const World& world_;
  Budget budget_;
  int64_t end_ms_ = 0;
  GeneratorSummary summary_;
  std::array<uint64_t, kFlawCount> flaws_{};
  uint64_t late_rejects_ = 0;
  uint64_t bot_rejects_ = 0;

  const Visitor* visitor_ = nullptr;
  std::unique_ptr<Client> client_;
  std::string address_;
  int64_t clock_skew_ms_ = 0;
  int64_t late_ms_ = 0;
  int64_t sequence_ = 0;    // of the bundle within its session
  int64_t last_ms_ = 0;     // of the bundle's last event, by the real clock
  size_t bundle_size_ = 1;  // events after which the bundle is sent

  TextBuffer payload_;
  std::vector<Pending> pending_;
  TextBuffer rows_;  // in the order of sessions
  std::vector<Row> index_;
  TextBuffer sorted_;  // in the order of arrival
};

}  // namespace millrace::generate
