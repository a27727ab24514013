#include "project/rejects.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "core/app_id.h"
#include "core/cancelled.h"
#include "core/utf8.h"
#include "pipeline/lake_view.h"
#include "pipeline/reject_reader.h"

namespace millrace {
namespace {

constexpr int64_t kPartitionDayNs = 86'400'000'000'000;
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
      : choice_(choice), stop_(stop), reader_(project.files(), PathsOf(project, choice), FilterOf(choice), reading) {}

  bool Next(StoredReject& reject) {
    while (true) {
      if (++rows_ % kRowsBetweenLooks == 0 && stop_.stop_requested()) throw Cancelled("the reading was cancelled");
      if (!reader_.Next(reject)) return false;
      if (!choice_.reason.empty() && reject.reason_name != choice_.reason) continue;
      if (choice_.app.empty() || reject.app_id == choice_.app) return true;
    }
  }

 private:
  static RejectFilter FilterOf(const RejectChoice& choice) {
    return {.reasons = {}, .from_ns = choice.from_ns, .to_ns = choice.to_ns};
  }
  static std::vector<std::string> PathsOf(Project& project, const RejectChoice& choice) {
    const Config& config = project.config();
    const std::array tables = {TableId::kReject};
    auto files = CommittedFiles(project.files(), *project.OpenLedgerToRead(), config.lake, config.project, tables)[0];
    std::erase_if(files, [&](const CommittedFile& file) { return !MayHaveChosen(file.partition, choice); });
    std::ranges::stable_sort(files, std::ranges::greater(),
                             [](const CommittedFile& file) { return file.partition.day; });
    std::vector<std::string> paths;
    paths.reserve(files.size());
    for (CommittedFile& file : files) paths.push_back(std::move(file.file.path));
    return paths;
  }

  const RejectChoice& choice_;
  const std::stop_token stop_;
  RejectReader reader_;
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
