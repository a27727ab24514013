// The kernel turns raw lines into finished column batches. It does no file I/O and has no global state. Each worker has
// an instance and feeds it the files of a run one after the other. What instances share is read-only (Enrichments) or
// in KernelShared, which is thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "enrich/batch_enrichment.h"
#include "enrich/ip.h"
#include "enrich/traffic_source.h"
#include "enrich/user_agent.h"
#include "kernel/counters.h"
#include "raw/raw_file.h"
#include "schema/batch_sink.h"
#include "transform/line_transform.h"
#include "transform/transformer.h"

namespace millrace {

// The job that writes; the same for all of its rows.
struct JobInfo {
  std::string job_id;
  std::string project_id;
  int64_t created_us = 0;  // microseconds since the epoch: created_time and process_time
};

struct KernelOptions {
  ClientChoice clients;
  std::map<std::string, std::string, std::less<>> sensors_event_names;  // native name → ours
  std::vector<std::string> apps;                                        // allow-list; empty: every app
  int64_t max_event_age_ms = 72 * 3'600'000L;                           // transform-clickstream §1, step 4
  int64_t max_partition_age_ms = 400 * 24 * 3'600'000L;                 // for all clients and event names
  bool correct_client_clock = false;                                    // transform-clickstream §4
  bool filter_bots = true;
  IpPrivacy ip_privacy = IpPrivacy::kKeep;
  size_t memory_bytes = 192u << 20;  // per worker: batches and aggregates are flushed before they exceed it
  size_t max_partitions = 4096;      // per table and run
};

// The read-only parts that all workers of a run use. Not owned; null turns an enrichment off.
struct Enrichments {
  const GeoDatabase* geo = nullptr;
  const UserAgentRules* user_agents = nullptr;
  const TrafficSourceRules* traffic_source = nullptr;
  std::vector<const LineTransformSource*> transformers{};  // plug-ins that KernelOptions::clients names
  // The enrichments that batches pass through, in order: plug-ins, and built-in ones that follow a plug-in which could
  // tell the difference (plugin/enrichment_order.h).
  std::vector<const BatchEnrichmentSource*> on_batches{};
  // The columns of the user agent are set on batches. Bots are still filtered, and the map device_ua written, with
  // rows.
  bool agent_on_batches = false;
};

// The options of a kernel's transformers.
TransformOptions TransformOptionsOf(const KernelOptions& options);

class KernelShared;
class KernelTrace;

class Kernel {
 public:
  // `shared`, `sink` and `trace` must outlive the kernel; `trace` may be null.
  Kernel(const KernelOptions& options, const Enrichments& enrichments, const JobInfo& job, KernelShared& shared,
         BatchSink& sink, KernelTrace* trace = nullptr);
  ~Kernel();
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  // Sets the file of the following lines, as written to process_info and rejects.
  void BeginFile(std::string_view name);
  // Processes a line, which is padded as RawLine requires. Never throws for bad data. `first_index` is the position of
  // the payload's first event in the original request; it is not 0 only when rejects are processed again.
  void ProcessLine(const RawLine& line, uint32_t first_index = 0);
  // The file ended early (truncated or corrupt gzip): writes one reject with the unfinished line. `no_gzip`: the first
  // bytes of a file that is not gzip at all.
  void RejectBrokenFile(const RawLine& broken_line, std::string_view error, std::string_view no_gzip = {});
  // Call once, after the last file. Sends what is still in memory through the plug-ins, whose failures are thrown, and
  // hands the result to `shared`, whose Finish writes it when all workers are done.
  void Finish();

  const Counters& counters() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// What the workers of a run share: the keys of the items that were written (each item once per run,
// transform-clickstream §10), and the last batches, users and sessions of finished workers. Thread-safe.
class KernelShared {
 public:
  // `options` are those of the kernels.
  explicit KernelShared(const KernelOptions& options);
  ~KernelShared();
  // Call after Finish of all kernels: writes their last batches, merges their users and sessions, and writes one row
  // for each, with up to `threads` threads. Returns the counters of the users' and sessions' rows.
  Counters Finish(const JobInfo& job, BatchSink& sink, unsigned threads);

 private:
  friend class Kernel;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
