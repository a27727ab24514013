#include "pipeline/replay.h"

#include <array>
#include <string>
#include <unordered_set>
#include <utility>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/base64.h"
#include "core/error.h"
#include "core/json_text.h"
#include "pipeline/job_place.h"
#include "pipeline/lake_view.h"
#include "pipeline/replay_sink.h"

namespace millrace {
namespace {

struct HashOfKey {
  size_t operator()(const RejectKey& key) const {
    return XXH3_64bits_withSeed(
        key.source_file.data(), key.source_file.size(),
        key.fingerprint ^ static_cast<uint64_t>(key.line) * 31 ^ static_cast<uint64_t>(key.bundle_index) << 48);
  }
};
using KeySet = std::unordered_set<RejectKey, HashOfKey>;

RejectKey KeyOf(const StoredReject& reject) {
  const uint64_t request = XXH3_64bits(reject.request.data(), reject.request.size());
  return {.source_file = std::string(reject.source_file),
          .line = reject.line,
          .bundle_index = reject.bundle_index.value_or(-1),
          .fingerprint = XXH3_64bits_withSeed(reject.original.data(), reject.original.size(), request)};
}

// Reads the chosen rejects that no committed replay has settled, one after the other.
class Selection {
 public:
  Selection(RejectReader& reader, Ledger& ledger) : reader_(reader) {
    ledger.replays().ForEachSettled([&](const RejectKey& key) { settled_.insert(key); });
    Advance();
  }

  bool AtEnd() const { return at_end_; }
  const StoredReject& reject() const { return reject_; }
  const RejectKey& key() const { return key_; }
  void Advance() {
    do {
      at_end_ = !reader_.Next(reject_);
      if (at_end_) return;
      key_ = KeyOf(reject_);
      // Equal keys mean equal texts on one line, so the same event: one is enough.
    } while (!settled_.insert(key_).second);
  }

 private:
  RejectReader& reader_;
  KeySet settled_;  // and seen
  StoredReject reject_;
  RejectKey key_;
  bool at_end_ = false;
};

// Turns rejects back into raw lines.
class LineBuilder {
 public:
  // Valid until the next call.
  RawLine Build(const StoredReject& reject, uint64_t number) {
    std::string_view original = reject.original;
    if (reject.encoding == "base64") {
      decoded_.resize(Base64DecodedBound(original.size()));
      decoded_.resize(DecodeBase64(original, decoded_.data()).size);
      original = decoded_;
    }
    line_.clear();
    if (reject.bundle_index) {
      // The other fields of the row as they were, and a bundle with only this event, as a client would send it.
      const std::string_view request = reject.request.empty() ? "{}" : reject.request;
      line_ = request.substr(0, request.rfind('}'));
      if (line_.find_first_not_of(" \t{") != std::string::npos) line_ += ',';
      bundle_.assign("[").append(original).append("]");
      line_ += "\"data\":";
      AppendJsonString(line_, bundle_);
      line_ += '}';
    } else {
      line_ = original;
    }
    const size_t size = line_.size();
    line_.append(kJsonPadding, '\0');
    return {.text = std::string_view(line_).substr(0, size), .number = number};
  }

 private:
  std::string line_;
  std::string bundle_;
  std::string decoded_;
};

JobOutcome ReplaySome(Selection& selection, const PipelineOptions& options, size_t limit, const JobInfo& job,
                      BatchSink& lake) {
  JobOutcome outcome;
  RunReport& report = outcome.report;
  ReplaySink sink(lake);
  std::vector<RejectKey> keys;
  KernelShared shared(options.kernel);
  {
    Kernel kernel(options.kernel, options.enrichments, job, shared, sink);
    LineBuilder builder;
    std::string file;
    for (; !selection.AtEnd() && keys.size() < limit; selection.Advance()) {
      const StoredReject& reject = selection.reject();
      if (keys.empty() || reject.source_file != file) {
        file = reject.source_file;
        kernel.BeginFile(file);
      }
      const bool is_broken_line = reject.reason == RejectReason::truncated_file;
      const uint64_t unit = sink.AddUnit(reject.line, reject.bundle_index.has_value(),
                                         is_broken_line ? reject.original : std::string_view());
      RawLine line = builder.Build(reject, unit);
      // Only the beginning was kept: it must not be taken for the whole line.
      if (reject.reason == RejectReason::line_too_long) line.too_long_bytes = line.text.size();
      kernel.ProcessLine(line, static_cast<uint32_t>(reject.bundle_index.value_or(0)));
      keys.push_back(selection.key());
    }
    kernel.Finish();
    report.counters = kernel.counters();
  }
  report.counters.Add(shared.Finish(job, sink, 1));
  MILLRACE_CHECK(report.counters.Balanced());
  report.counters.rows_written[static_cast<size_t>(TableId::kReject)] = sink.rejects_kept();

  for (size_t i = 0; i < keys.size(); ++i) {
    if (!sink.units()[i].rejected_again) outcome.replayed.push_back(std::move(keys[i]));
  }
  report.replay = {.selected = keys.size(),
                   .replayed = outcome.replayed.size(),
                   .still_rejected = keys.size() - outcome.replayed.size()};
  report.threads = 1;
  report.price_per_core_hour = options.price_per_core_hour;
  report.databases = options.databases();
  return outcome;
}

}  // namespace

RunReport Replay(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const ReplayOptions& replay) {
  const HeldLease lease = TakeProject(ledger, options);
  const JobPlace place = PlaceOf(files, ledger, lease, options);
  RunReport total;
  total.recovered = Recover(place, options);
  total.threads = 1;
  total.price_per_core_hour = options.price_per_core_hour;
  total.databases = options.databases();
  total.peak_memory_bytes = PeakMemoryBytes();

  // List the files only once, so that the replay does not choose rejects that it has written itself.
  const std::array tables = {TableId::kReject};
  std::vector<std::string> paths;
  const auto committed = CommittedFiles(files, ledger, options.lake, options.project, tables);
  for (const CommittedFile& file : committed[0]) paths.push_back(file.file.path);
  RejectReader reader(files, std::move(paths), replay.filter);
  Selection selection(reader, ledger);
  while (!selection.AtEnd()) {
    CheckGoingOn(options);
    total.Add(RunJob(place, JobKind::kReplay, {}, [&](const JobInfo& job, BatchSink& sink) {
      return ReplaySome(selection, options, replay.max_rejects_per_job, job, sink);
    }));
  }
  return total;
}

}  // namespace millrace
