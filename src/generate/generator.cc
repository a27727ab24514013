#include "generate/generator.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <set>

#include <fcntl.h>
#include <sys/stat.h>

#include "core/error.h"
#include "core/parallel.h"
#include "generate/encoding.h"
#include "generate/file_plan.h"
#include "generate/visit.h"

namespace millrace {

namespace {

using namespace generate;  // the parts of this room

constexpr int64_t kHourMs = 3'600'000;
// Sessions start at least this long before the end of their file.
constexpr uint32_t kLastStartMs = kHourMs - 60'000;

// Distinguishes the keys of different things.
enum KeyKind : uint8_t { kNewVisitor = 1, kRegularVisitor, kSession };

// What one thread needs to write files, one after the other. A file depends only on the options and its plan: threads
// take whole files, and none waits for another.
class FileWriter {
 public:
  FileWriter(FileSystem& files, const World& world, const std::vector<FilePlan>& plans)
      : files_(files), world_(world), plans_(plans), requests_(world), script_(world, requests_) {
    // So many that a user has 17 events on average, including the new users; found by experiment.
    for (const FilePlan& plan : plans) regulars_ += plan.expected_visitors;
    regulars_ = std::max<uint64_t>(20, regulars_);
  }

  void Write(const FilePlan& plan, GeneratorSummary& summary) {
    requests_.BeginFile(plan.budget, plan.end_ms);
    // Sessions until the file is full; the remaining events of the last session are not sent.
    for (uint64_t session = 0; !requests_.full(); ++session) PlaySession(plan, session);
    const std::string_view rows = requests_.Finish(summary);
    compressed_.Clear();
    gzip_.Append(compressed_, rows);
    Store(plan);
    ++summary.files;
    summary.bytes_compressed += compressed_.size();
  }

 private:
  static uint64_t NewVisitorKey(const World& world, const FilePlan& plan, uint64_t number) {
    return MixKey(world.options.seed, static_cast<uint64_t>(kNewVisitor), HourOf(plan), plan.server, number);
  }
  // Depends on the absolute hour, so that another day has other traffic. Counted from the default start, whose corpus
  // is pinned.
  static int64_t HourOf(const FilePlan& plan) { return (plan.begin_ms - kDefaultStartMs) / kHourMs; }
  // The time of a new visitor is derived from the key, so that later files can compute it, too.
  static int64_t BirthOf(const FilePlan& plan, uint64_t key) {
    return plan.begin_ms + static_cast<int64_t>(MixBits(key) % kLastStartMs);
  }

  void PlaySession(const FilePlan& plan, uint64_t session) {
    const GeneratorOptions& options = world_.options;
    Random random(MixKey(options.seed, static_cast<uint64_t>(kSession), HourOf(plan), plan.server, session));
    VisitPlan visit;
    if (random.Chance(options.late_share)) {
      // Hours, days, or longer than any limit.
      const uint32_t draw = random.Below(100);
      visit.late_ms = draw < 60   ? random.Skewed(2 * kHourMs, 12 * kHourMs)
                      : draw < 80 ? random.Skewed(12 * kHourMs, 60 * kHourMs)
                                  : random.Skewed(80 * kHourMs, 200 * kHourMs);
    }
    uint64_t key = 0;
    int64_t born_ms = 0;
    // Late sessions belong to regular visitors only: no session may happen before the visitor's first one.
    const uint32_t draw = random.Below(100);
    if (visit.late_ms == 0 && draw < 45) {
      // Each session of a file has a number, which is also that of a new visitor; gaps do not matter.
      key = NewVisitorKey(world_, plan, session);
      visit.start_ms = born_ms = BirthOf(plan, key);
    } else {
      visit.start_ms = plan.begin_ms + random.Below(kLastStartMs);
      const FilePlan& earlier = random.Pick(plans_);
      if (visit.late_ms == 0 && draw < 62 && earlier.hour < plan.hour && earlier.expected_visitors > 0) {
        key = NewVisitorKey(world_, earlier, random.Below(static_cast<uint32_t>(earlier.expected_visitors)));
        born_ms = BirthOf(earlier, key);
        // Computed from the hour, so that later sessions have greater numbers without a counter.
        visit.number = 1 + plan.hour - earlier.hour;
      } else {
        // Some regulars come far more often than others.
        const auto rank = static_cast<uint64_t>(random.Skewed(0, static_cast<int64_t>(regulars_)));
        key = MixKey(options.seed, static_cast<uint64_t>(kRegularVisitor), rank);
      }
    }
    // Created each time: cheaper than storing all of them, and threads share none.
    const Visitor visitor = MakeVisitor(world_, key, born_ms);
    if (born_ms == 0) visit.number = visitor.first_session + (plan.begin_ms - KnownSince(options)) / kHourMs;
    script_.Play(visitor, visit, random);
  }

  void Store(const FilePlan& plan) {
    files_.MakeDirectories(ParentOf(plan.path));
    const std::unique_ptr<WritableFile> file = files_.Create(plan.path);
    file->Write(compressed_.data(), compressed_.size());
    file->Close();
    // `process --from --to` selects files by modification time, so the files of a generated day must look as if they
    // had been written during that day. Only this room changes modification times; FileSystem has no such function.
    const timespec written{plan.end_ms / 1000 - 1, 0};
    const timespec times[2] = {written, written};
    if (utimensat(AT_FDCWD, plan.path.c_str(), times, 0) != 0) {
      throw SystemError("cannot set the modified time of " + plan.path + ": " + std::strerror(errno));
    }
  }

  FileSystem& files_;
  const World& world_;
  const std::vector<FilePlan>& plans_;
  uint64_t regulars_ = 0;  // visitors whose first visit was before the corpus
  RequestWriter requests_;
  VisitScript script_;
  GzipEncoder gzip_;
  TextBuffer compressed_;
};

void CheckShare(const char* name, double share) {
  if (!(share >= 0 && share <= 1)) {
    throw UserError(std::string("generate: ") + name + " must be from 0 to 1, not " + std::to_string(share));
  }
}

GeneratorOptions Checked(GeneratorOptions options) {
  if (options.output.empty()) throw UserError("generate: no output directory given");
  if ((options.bytes == 0) == (options.events == 0)) {
    throw UserError("generate: set either bytes or events, not 0");
  }
  if (options.hours < 1) throw UserError("generate: hours must be 1 or more, not " + std::to_string(options.hours));
  if (options.files_per_hour < 0) throw UserError("generate: files per hour must not be negative");
  if (options.threads < 1) throw UserError("generate: threads must be 1 or more");
  if (options.start_ms < 0) throw UserError("generate: the start must not be before 1970");
  if (options.apps.empty()) throw UserError("generate: no app given");
  // They are written to JSON, URLs and host names unescaped.
  for (const std::string& app : options.apps) {
    const auto is_plain = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
             c == '.';
    };
    if (app.empty() || !std::all_of(app.begin(), app.end(), is_plain)) {
      throw UserError("generate: an app id has letters, digits, '_', '-' and '.' only: \"" + app + "\"");
    }
  }
  CheckShare("the share of gzip payloads", options.gzip_payload_share);
  CheckShare("the share of web traffic", options.web_share);
  CheckShare("the share of dirty requests", options.dirty_share);
  CheckShare("the share of bots", options.bot_share);
  CheckShare("the share of late sessions", options.late_share);
  CheckShare("the share of duplicate requests", options.duplicate_share);
  CheckShare("the share of wrong clocks", options.clock_skew_share);
  if (options.client == TrafficClient::gtm) {
    options.web_share = 1;           // containers get requests of browsers only
    options.gzip_payload_share = 0;  // and send plain JSON
  }
  while (options.output.size() > 1 && options.output.back() == '/') options.output.pop_back();
  options.start_ms -= options.start_ms % kHourMs;  // there is a directory per hour
  return options;
}

// Old and new files of the same hours would form a corpus that no summary describes. Files of other hours are other
// traffic and may exist.
void MakeRoom(FileSystem& files, const GeneratorOptions& options, const std::vector<FilePlan>& plans) {
  std::set<std::string> folders;
  for (const FilePlan& plan : plans) folders.insert(ParentOf(plan.path));
  std::vector<std::string> earlier;
  const std::string* in_the_way = nullptr;
  const std::vector<FileInfo> found = files.List(options.output);
  for (const FileInfo& info : found) {
    if (!IsGeneratedName(options.client, info.path)) continue;
    earlier.push_back(info.path);
    if (in_the_way == nullptr && folders.contains(ParentOf(info.path))) in_the_way = &info.path;
  }
  if (!options.overwrite) {
    if (in_the_way == nullptr) return;
    throw UserError("generate: " + options.output + " already contains traffic of these hours, such as " + *in_the_way +
                    "; nothing was changed. Use another directory or --start, or --overwrite to replace it");
  }
  for (const std::string& path : earlier) files.RemoveAll(path);
}

}  // namespace

void GeneratorSummary::Add(const GeneratorSummary& other) {
  files += other.files;
  bytes_raw += other.bytes_raw;
  bytes_compressed += other.bytes_compressed;
  requests += other.requests;
  gzip_requests += other.gzip_requests;
  duplicate_requests += other.duplicate_requests;
  sessions += other.sessions;
  events += other.events;
  web_events += other.web_events;
  item_events += other.item_events;
  items += other.items;
  bot_events += other.bot_events;
  late_events += other.late_events;
  duplicate_events += other.duplicate_events;
  skewed_events += other.skewed_events;
  derived_events += other.derived_events;
  for (const auto& [kind, count] : other.dirty) dirty[kind] += count;
  for (const auto& [reason, count] : other.expected_rejects) expected_rejects[reason] += count;
}

GeneratorSummary Generate(FileSystem& files, const GeneratorOptions& given,
                          const std::function<void(const GeneratorProgress&)>& progress) {
  const World world(Checked(given));
  const std::vector<FilePlan> plans = PlanFiles(world.options);
  MakeRoom(files, world.options, plans);
  GeneratorSummary total;
  std::atomic<size_t> next{0};
  std::mutex mutex;  // guards total
  // More threads than files would be idle.
  const size_t writers = std::min<size_t>(static_cast<size_t>(world.options.threads), plans.size());
  ParallelFor(writers, writers, [&](size_t) {
    FileWriter writer(files, world, plans);
    for (size_t i = next++; i < plans.size(); i = next++) {
      GeneratorSummary summary;
      writer.Write(plans[i], summary);
      const std::lock_guard lock(mutex);
      total.Add(summary);
      if (progress) progress({total.files, plans.size(), total.bytes_raw, total.events});
    }
  });
  return total;
}

}  // namespace millrace
