#include "project/rejects.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <utility>

#include "core/app_id.h"
#include "core/cancelled.h"
#include "core/utf8.h"
#include "pipeline/lake_view.h"
#include "pipeline/reject_reader.h"

namespace millrace {
namespace {

constexpr int64_t kPartitionDayNs = 86'400'000'000'000;
constexpr int64_t kNsPerMillisecond = 1'000'000;
// How many rows are read between two looks at the stop token.
constexpr uint64_t kRowsBetweenLooks = 4096;

int32_t DayOfInstant(int64_t ns) {
  return static_cast<int32_t>(ns >= 0 ? ns / kPartitionDayNs : (ns - kPartitionDayNs + 1) / kPartitionDayNs);
}

// Rejects of apps that are not accepted, and those that found no partition of their own, are elsewhere than their app
// and day say (docs/reference/rejects.md).
bool MayHaveChosen(const Partition& partition, const RejectChoice& choice) {
  if (partition.app.empty() || partition.app == kUnknownApp) return true;
  if (!choice.app.empty() && partition.app != choice.app) return false;
  if (choice.from_ns && partition.day < DayOfInstant(*choice.from_ns)) return false;
  return !choice.to_ns || partition.day <= DayOfInstant(*choice.to_ns);
}

// Reads the chosen rejects, the files of the newest days first.
class ChosenRejects {
 public:
  ChosenRejects(Project& project, const RejectChoice& choice, RejectReading reading, const std::stop_token& stop)
      : storage_(project.files()), choice_(choice), reading_(reading), stop_(stop), files_(FilesOf(project, choice)) {}

  // The texts of a reject are valid until the next call.
  bool Next(StoredReject& reject) {
    while (true) {
      if (++rows_ % kRowsBetweenLooks == 0 && stop_.stop_requested()) throw Cancelled("the reading was cancelled");
      if (reader_ == nullptr) {
        if (next_ == files_.size()) return false;
        reader_ =
            std::make_unique<RejectReader>(storage_, std::vector{files_[next_].file.path}, RejectFilter(), reading_);
      }
      if (!reader_->Next(reject)) {
        reader_ = nullptr;
        ++next_;
      } else if (IsChosen(reject)) {
        return true;
      }
    }
  }

 private:
  static std::vector<CommittedFile> FilesOf(Project& project, const RejectChoice& choice) {
    const Config& config = project.config();
    const std::array tables = {TableId::kReject};
    auto files = CommittedFiles(project.files(), *project.OpenLedgerToRead(), config.lake, config.project, tables)[0];
    std::erase_if(files, [&](const CommittedFile& file) { return !MayHaveChosen(file.partition, choice); });
    std::ranges::stable_sort(files, std::ranges::greater(),
                             [](const CommittedFile& file) { return file.partition.day; });
    return files;
  }

  bool IsChosen(const StoredReject& reject) const {
    if (!choice_.reason.empty() && reject.reason_name != choice_.reason) return false;
    if (!choice_.app.empty() && reject.app_id != choice_.app) return false;
    // What has no time of its own is in the partition of the day when its job began.
    // A time may be of any year, so it may be too great for nanoseconds in 64 bits.
    const __int128 begin_ns = reject.ingest_ms ? static_cast<__int128>(*reject.ingest_ms) * kNsPerMillisecond
                                               : static_cast<__int128>(files_[next_].partition.day) * kPartitionDayNs;
    const __int128 end_ns = reject.ingest_ms ? begin_ns : begin_ns + kPartitionDayNs - 1;
    return !(choice_.from_ns && end_ns <= *choice_.from_ns) && !(choice_.to_ns && begin_ns > *choice_.to_ns);
  }

  FileSystem& storage_;
  const RejectChoice& choice_;
  const RejectReading reading_;
  const std::stop_token stop_;
  const std::vector<CommittedFile> files_;
  size_t next_ = 0;                       // of `files_`: the one that is being read
  std::unique_ptr<RejectReader> reader_;  // null: it is to be opened
  uint64_t rows_ = 0;
};

void Widen(RejectCount& count, std::optional<int64_t> ingest_ms) {
  if (!ingest_ms) return;
  count.first_ms = std::min(count.first_ms.value_or(*ingest_ms), *ingest_ms);
  count.last_ms = std::max(count.last_ms.value_or(*ingest_ms), *ingest_ms);
}

// A file name may be no UTF-8, and a cut may fall within a character.
std::string SampleText(std::string_view text) {
  size_t size = std::min(text.size(), kSampleBytes);
  while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  return std::string(text.substr(0, size));
}

}  // namespace

std::vector<RejectCount> CountRejects(Project& project, const RejectChoice& choice, const std::stop_token& stop) {
  ChosenRejects rejects(project, choice, {.with_texts = false, .of_loads = true}, stop);
  std::map<std::pair<std::string, std::string>, RejectCount, std::less<>> counts;
  StoredReject reject;
  while (rejects.Next(reject)) {
    RejectCount& count = counts[{std::string(reject.stage), std::string(reject.reason_name)}];
    ++count.count;
    Widen(count, reject.ingest_ms);
  }
  std::vector<RejectCount> sorted;
  for (auto& [key, count] : counts) {
    count.stage = key.first;
    count.reason = key.second;
    count.is_replayable = key.first != kLoadStage;
    sorted.push_back(std::move(count));
  }
  std::ranges::stable_sort(sorted, std::ranges::greater(), &RejectCount::count);
  return sorted;
}

RejectSamples SampleRejects(Project& project, const RejectChoice& choice, size_t limit, size_t offset,
                            const std::stop_token& stop) {
  ChosenRejects rejects(project, choice, {.with_texts = true, .of_loads = true}, stop);
  RejectSamples found;
  StoredReject reject;
  for (size_t number = 0; rejects.Next(reject); ++number) {
    if (number < offset) continue;
    if (found.samples.size() == limit) {
      found.has_more = true;
      break;
    }
    found.samples.push_back({.at_ms = reject.ingest_ms,
                             .app = std::string(reject.app_id),
                             .file = std::string(reject.source_file),
                             .line = reject.line,
                             .bundle_index = reject.bundle_index,
                             .stage = std::string(reject.stage),
                             .reason = std::string(reject.reason_name),
                             .detail = std::string(reject.detail),
                             .encoding = std::string(reject.encoding),
                             .original = SampleText(reject.original),
                             .original_bytes = reject.original.size()});
  }
  return found;
}

}  // namespace millrace
