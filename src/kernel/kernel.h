// The kernel: raw lines in, finished column batches out. It does no file I/O and holds no global state; one instance a
// worker, moved through the files of a run. What instances share (rules, databases, the set of seen items) is in
// KernelShared, which is thread-safe.
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

// Who writes: the same for all rows of a job.
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
  int64_t max_partition_age_ms = 400 * 24 * 3'600'000L;                 // of any client and name
  bool correct_client_clock = false;                                    // transform-clickstream §4
  bool filter_bots = true;
  IpPrivacy ip_privacy = IpPrivacy::kKeep;
  size_t memory_bytes = 192u << 20;  // of one worker: batches and aggregates are flushed before they outgrow it
  size_t max_partitions = 4096;      // a table and run
};

// Read-only parts that all workers of a run use. Pointers are not owned; null switches the enrichment off.
struct Enrichments {
  const GeoDatabase* geo = nullptr;
  const UserAgentRules* user_agents = nullptr;
  const TrafficSourceRules* traffic_source = nullptr;
  std::vector<const LineTransformSource*> transformers{};  // plug-ins that KernelOptions::clients names
  // What batches pass, in its order: plug-ins, and built-in ones that stand behind a plug-in which could tell.
  std::vector<const BatchEnrichmentSource*> on_batches{};
  // The agent's columns are set on batches; bots and the map device_ua still are the rows'.
  bool agent_on_batches = false;
};

// What the transformers of a kernel need.
TransformOptions TransformOptionsOf(const KernelOptions& options);

class KernelShared;
class KernelTrace;

class Kernel {
 public:
  // `shared`, `sink` and `trace` must outlive the kernel; `trace` is null unless somebody wants an explanation.
  Kernel(const KernelOptions& options, const Enrichments& enrichments, const JobInfo& job, KernelShared& shared,
         BatchSink& sink, KernelTrace* trace = nullptr);
  ~Kernel();
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  // The file that the following lines come from, as written to process_info and rejects.
  void BeginFile(std::string_view name);
  // One line, padded as RawLine says. Never throws for bad data. `first_index` is the place in the original request of
  // the payload's first event; not 0 only when rejects are processed again.
  void ProcessLine(const RawLine& line, uint32_t first_index = 0);
  // The file broke off (truncated or corrupt gzip): one reject with the unfinished line. `no_gzip`: the first bytes of
  // a file that is no gzip at all.
  void RejectBrokenFile(const RawLine& broken_line, std::string_view error, std::string_view no_gzip = {});
  // Call once, after the last file. What is still in memory goes through the plug-ins, whose failures are thrown, and
  // to `shared`, whose Finish writes it when all workers are done.
  void Finish();

  const Counters& counters() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// What the workers of one run share: the item keys seen so far (an item is written once a run, transform-clickstream
// §10) and what finished workers hand in: their last batches, users and sessions. Thread-safe.
class KernelShared {
 public:
  // The options of the kernels that share it.
  explicit KernelShared(const KernelOptions& options);
  ~KernelShared();
  // After all kernels' Finish: writes their last batches, merges their users and sessions and writes one row each, with
  // up to `threads` threads. Returns the rows of users and sessions.
  Counters Finish(const JobInfo& job, BatchSink& sink, unsigned threads);

 private:
  friend class Kernel;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
