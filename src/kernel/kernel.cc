#include "kernel/kernel.h"

#include "kernel/event_processor.h"
#include "kernel/line_processor.h"
#include "kernel/shared.h"

namespace millrace {

TransformOptions TransformOptionsOf(const KernelOptions& options) {
  TransformOptions result;
  result.apps = options.apps;
  result.max_event_age_ms = options.max_event_age_ms;
  result.max_partition_age_ms = options.max_partition_age_ms;
  result.correct_client_clock = options.correct_client_clock;
  result.sensors_event_names = options.sensors_event_names;
  if (options.ip_privacy != IpPrivacy::kKeep) {
    result.hide_ip = [privacy = options.ip_privacy](std::string_view ip, std::string& buffer) {
      return AnonymiseIpList(ip, privacy, buffer);
    };
  }
  return result;
}

struct Kernel::State {
  State(const KernelOptions& given, const Enrichments& enrichments, const JobInfo& job_info,
        KernelShared::State& shared_state, BatchSink& sink, KernelTrace* trace)
      : options(given),
        job(job_info),
        shared(shared_state),
        events(options, enrichments, job, shared.items, shared.partitions, sink, counters, trace),
        lines(options, enrichments, events, counters, trace) {}

  const KernelOptions options;
  const JobTexts job;
  KernelShared::State& shared;
  Counters counters;
  EventProcessor events;
  LineProcessor lines;
};

Kernel::Kernel(const KernelOptions& options, const Enrichments& enrichments, const JobInfo& job, KernelShared& shared,
               BatchSink& sink, KernelTrace* trace)
    : state_(std::make_unique<State>(options, enrichments, job, *shared.state_, sink, trace)) {}
Kernel::~Kernel() = default;

const Counters& Kernel::counters() const {
  return state_->counters;
}

void Kernel::BeginFile(std::string_view name) {
  state_->lines.BeginFile(name);
}

void Kernel::ProcessLine(const RawLine& line, uint32_t first_index) {
  state_->lines.Process(line, first_index);
}

void Kernel::RejectBrokenFile(const RawLine& broken_line, std::string_view error, std::string_view no_gzip) {
  if (!no_gzip.empty()) state_->counters.wrong_input.AddNoGzip(no_gzip);
  state_->lines.RejectBrokenFile(broken_line, error);
}

void Kernel::Finish() {
  state_->lines.Finish();
  state_->events.Finish();
  const std::scoped_lock lock(state_->shared.mutex);
  state_->events.TakeAll(state_->shared.batches, state_->shared.finished);
}

}  // namespace millrace
