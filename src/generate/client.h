// The software between visitors and the collector: an SDK, or a tag container. A Client writes the moments of a visit
// as its event objects, and bundles of them as rows of the raw store (spec/raw-input.md §2, §3). Parts that are
// constant during a session are built once, so that an event costs a few copies. Not thread-safe; one per writer of
// files.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "generate/flaw.h"
#include "generate/moment.h"
#include "generate/text_buffer.h"
#include "generate/visitor.h"

namespace millrace::generate {

// How a run with default settings treats an event, apart from writing one row.
struct Reading {
  bool ageless = false;  // never rejected as late (spec/transform-clickstream.md §1, step 4)
  int derived = 0;       // the number of events that are derived from it
};

// The facts of a row, apart from its events.
struct RequestFacts {
  const Visitor* visitor = nullptr;
  std::string_view address;
  int64_t upload_ms = 0;   // by the device's clock
  int64_t arrival_ms = 0;  // by the collector's
  int64_t sequence = 1;    // of the bundle within its session
  size_t events = 0;
  bool gzip = false;
};

class Client {
 public:
  virtual ~Client() = default;

  // The distribution of bundle sizes: the percentage of bundles with one event, with two, …
  virtual std::span<const uint8_t> bundle_percents() const = 0;
  // Whether the client has an event for an act; other acts are not sent.
  virtual bool Sends(Act act) const = 0;

  // `visitor` must outlive the session; the texts of `facts` need not.
  virtual void BeginSession(const Visitor& visitor, const SessionFacts& facts) = 0;
  // The texts of `page` must stay valid until the next page.
  virtual void Open(const Page& page) = 0;
  // What is known about the user: id and name if `login_ms` is not 0, more if `profile_ms` is not 0. By the device's
  // clock.
  virtual void SetProfile(int64_t login_ms, int64_t profile_ms) = 0;
  // Appends the event object of an act that the client sends.
  virtual Reading Append(TextBuffer& out, const Moment& moment, Random& random) = 0;

  // Appends the row of a bundle, with its line end. `payload` is the array of its events.
  virtual void AppendRow(TextBuffer& out, std::string_view payload, const RequestFacts& facts, Random& random) = 0;

  // Inserts a flaw of this client into one event object.
  virtual void SpoilEvent(Flaw flaw, std::string& event, uint64_t bits) const = 0;
};

std::unique_ptr<Client> MakeClient(TrafficClient kind);

// Appends what the rows of all clients have in common, from the end of the payload to the `?` of the requested address.
// An empty platform or user agent becomes null. `bits` are random: half of the request's id, and the fraction of a
// millisecond.
void AppendArrival(TextBuffer& out, const RequestFacts& facts, std::string_view platform, std::string_view user_agent,
                   uint64_t bits, Random& random);

}  // namespace millrace::generate
