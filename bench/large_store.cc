// Plans over a large store that does not exist: a ledger with millions of files that were read, and a listing with
// these and new ones between them, in directories of hours. bench/scale calls it.
//
//     large_store make LEDGER KNOWN NEW DAYS    makes the ledger
//     large_store plan LEDGER KNOWN NEW DAYS    plans, and prints one JSON object
//
// `plan` does what `millrace process` does before its first job: it compares the whole listing with the ledger, splits
// what is new into runs, estimates them, and divides them into tasks. Nothing is skipped as finished.
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/json_object.h"
#include "ledger/sqlite_ledger.h"
#include "pipeline/estimate.h"
#include "pipeline/job_task.h"
#include "pipeline/plan.h"
#include "storage/testing/fake_file_system.h"

namespace millrace {
namespace {

constexpr const char* kRaw = "s3://bucket/raw";
constexpr int64_t kFirstDayNs = 1'767'225'600'000'000'000;  // 2026-01-01
constexpr int64_t kDayNs = 86'400'000'000'000;
constexpr uint64_t kFileBytes = 32'000'000;
constexpr uint64_t kTaskBytes = 1'000'000'000;
constexpr uint64_t kRunBytes = 100'000'000'000;
constexpr size_t kJobFiles = 10'000;

// Where a file of the store is, and how it looks. Files are numbered in byte order of their paths.
class Store {
 public:
  Store(uint64_t files, uint64_t days) : files_(files), days_(days) {}

  uint64_t files() const { return files_; }
  uint64_t DayOf(uint64_t file) const { return file * days_ / files_; }

  static std::string DayFolder(uint64_t day) {
    char text[64];
    // Months of 28 days: every day exists.
    std::snprintf(text, sizeof text, "year=%04u/month=%02u/day=%02u", static_cast<unsigned>(2026 + day / 336),
                  static_cast<unsigned>(day / 28 % 12 + 1), static_cast<unsigned>(day % 28 + 1));
    return text;
  }

  LedgerFile File(uint64_t file) const {
    const uint64_t day = DayOf(file);
    const uint64_t hour = (file * days_ - day * files_) * 24 / files_;
    char name[96];
    std::snprintf(name, sizeof name, "/hour=%02u/%08x-%016llx.gz", static_cast<unsigned>(hour),
                  static_cast<unsigned>(file), static_cast<unsigned long long>(file * 0x9E3779B97F4A7C15U));
    return {.path = DayFolder(day) + name,
            .size = kFileBytes + file % 1000,
            .modified_ns = kFirstDayNs + static_cast<int64_t>(day) * kDayNs + static_cast<int64_t>(file % 86'400)};
  }

  static std::string VersionOf(uint64_t file) {
    char text[40];
    std::snprintf(text, sizeof text, "%032llx", static_cast<unsigned long long>(file * 0xD1B54A32D192ED03U));
    return text;
  }

 private:
  const uint64_t files_;
  const uint64_t days_;
};

// Lists the store as S3 lists objects.
class ListedStore : public FakeFileSystem {
 public:
  explicit ListedStore(const Store& store) : store_(store) {}

  std::optional<FileInfo> Stat(const std::string& path) override { return FileInfo{.path = path}; }

  void Walk(const std::string& root, FileVisitor& visitor) override {
    MILLRACE_CHECK(visitor.Enter("") != Descent::kSkip);
    uint64_t day = UINT64_MAX;
    for (uint64_t i = 0; i < store_.files(); ++i) {
      if (store_.DayOf(i) != day) {
        day = store_.DayOf(i);
        const std::string folder = Store::DayFolder(day);
        for (const std::string& part : {folder.substr(0, 9), folder.substr(0, 18), folder}) {
          MILLRACE_CHECK(visitor.Enter(part) != Descent::kSkip);
        }
      }
      LedgerFile file = store_.File(i);
      visitor.Visit({.path = root + "/" + file.path,
                     .size = file.size,
                     .modified_ns = file.modified_ns,
                     .version = Store::VersionOf(i)});
    }
  }

 private:
  const Store& store_;
};

// New files are spread over the whole store. Whether a file is one of them.
bool IsNew(uint64_t file, uint64_t known, uint64_t fresh) {
  const uint64_t all = known + fresh;
  return file * fresh / all != (file + 1) * fresh / all;
}

void MakeLedger(const std::string& path, const Store& store, uint64_t known) {
  const auto ledger = OpenSqliteLedger(path);
  std::vector<LedgerFile> files;
  std::vector<FileContent> contents;
  uint64_t jobs = 0;
  const auto commit = [&] {
    const std::string id = "job-" + std::to_string(jobs++);
    ledger->jobs().Begin({.id = id, .started_ns = kFirstDayNs, .host = {}, .counters = {}, .error = {}});
    ledger->raw_files().Claim({.id = id}, files);
    ledger->raw_files().NoteContents({.id = id}, contents);
    ledger->jobs().BeginPublish({.id = id}, "{}");
    ledger->jobs().Commit({.id = id}, kFirstDayNs + 1);
    files.clear();
    contents.clear();
  };
  for (uint64_t i = 0; i < store.files(); ++i) {
    if (IsNew(i, known, store.files() - known)) continue;
    files.push_back(store.File(i));
    contents.push_back({.path = files.back().path, .content = "etag:" + Store::VersionOf(i)});
    if (files.size() == kJobFiles) commit();
  }
  if (!files.empty()) commit();
}

uint64_t PeakBytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    uint64_t kilobytes = 0;
    if (word == "VmHWM:" && status >> kilobytes) return kilobytes * 1024;
  }
  return 0;
}

void ShowPlan(const std::string& path, const Store& store) {
  const auto start = std::chrono::steady_clock::now();
  const auto ledger = OpenSqliteLedgerToRead(path);
  ListedStore files(store);
  const Plan plan = MakePlan(files, *ledger,
                             {.raw = kRaw,
                              .max_bytes_per_run = kRunBytes,
                              .now_ns = kFirstDayNs + static_cast<int64_t>(store.DayOf(store.files() - 1) + 2) * kDayNs,
                              .full_scan = true});
  const Estimate estimate = EstimateFromHistory(*ledger, plan, {.threads = 2, .memory_bytes = 1u << 30});
  size_t tasks = 0;
  for (const auto& run : plan.runs) tasks += DivideIntoTasks(run, kTaskBytes).size();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  std::puts(JsonObject()
                .Field("files_new", plan.files)
                .Field("files_known", plan.already_done)
                .Field("runs", plan.runs.size())
                .Field("tasks", tasks)
                .Field("bytes_raw", estimate.bytes_raw)
                .Field("seconds", wall.count())
                .Field("processor_seconds", static_cast<double>(std::clock()) / CLOCKS_PER_SEC)
                .Field("peak_memory_bytes", PeakBytes())
                .Finish()
                .c_str());
}

}  // namespace
}  // namespace millrace

int main(int count, char** words) {
  using namespace millrace;
  if (count != 6) {
    std::fputs("usage: large_store make|plan LEDGER KNOWN NEW DAYS\n", stderr);
    return 2;
  }
  const uint64_t known = std::stoull(words[3]);
  const Store store(known + std::stoull(words[4]), std::stoull(words[5]));
  if (std::string_view(words[1]) == "make") {
    MakeLedger(words[2], store, known);
  } else {
    ShowPlan(words[2], store);
  }
  return 0;
}
