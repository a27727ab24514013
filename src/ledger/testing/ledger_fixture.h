// The base of the ledger's contract tests: an empty ledger of the implementation under test, and shorthands to write
// and read its records.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <gtest/gtest.h>

#include "ledger/ledger.h"

namespace millrace {

// An empty ledger that a test may open several times, like several processes. It is deleted with this object.
class LedgerUnderTest {
 public:
  virtual ~LedgerUnderTest() = default;
  virtual std::unique_ptr<Ledger> Open() = 0;
};
using LedgerMaker = std::function<std::unique_ptr<LedgerUnderTest>()>;

class LedgerContract : public ::testing::TestWithParam<LedgerMaker> {
 public:
  using Strings = std::vector<std::string>;
  using Ids = std::unordered_set<std::string>;

 protected:
  static LedgerJob Job(const std::string& id, JobKind kind = JobKind::kProcess) {
    return {.id = id, .kind = kind, .started_ns = 5, .host = "here", .pid = 7, .counters = {}, .error = {}};
  }
  static LedgerOutput Output(const std::string& path) {
    return {.staged_path = "s/" + path, .final_path = path, .table = "t", .partition = "p", .rows = 3, .bytes = 300};
  }
  void Begin(const std::string& id, const std::vector<LedgerFile>& files = {}) {
    ledger_->jobs().Begin(Job(id));
    ledger_->raw_files().Claim({id}, files);
  }
  void Finish(const std::string& id, int64_t finished_ns = 9) {
    ledger_->jobs().BeginPublish({id}, "{}");
    ledger_->jobs().Commit({id}, finished_ns);
  }
  // `path:size:modified:job:state` of the known files of a day.
  Strings Files(const std::string& day = "") {
    Strings files;
    KnownFileStream stream(ledger_->raw_files(), day);
    while (const KnownFile* file = stream.Next()) {
      files.push_back(file->path + ":" + std::to_string(file->size) + ":" + std::to_string(file->modified_ns) + ":" +
                      file->job_id + ":" + std::string(JobStateName(file->state)));
    }
    return files;
  }
  static LoadItem LakeFile(const std::string& path, int64_t registered_ns) {
    return {.path = path,
            .table = "event_v2",
            .app = "shop",
            .bytes = 300,
            .version = {},
            .rows = 3,
            .registered_ns = registered_ns};
  }
  Strings Waiting() {
    Strings paths;
    for (const LoadItem& item : ledger_->load_items().Waiting("event_v2", 10)) paths.push_back(item.path);
    return paths;
  }
  // `path:state` of all lake files, by state and path.
  Strings States() {
    Strings states;
    for (int state = 0; state < kLoadStateCount; ++state) {
      for (const LoadItem& item : ledger_->load_items().InState(static_cast<LoadState>(state), "", "", 100)) {
        states.push_back(item.path + ":" + std::string(LoadStateName(item.state)));
      }
    }
    std::ranges::sort(states);
    return states;
  }
  std::vector<RejectKey> Settled() {
    std::vector<RejectKey> keys;
    ledger_->replays().ForEachSettled([&](const RejectKey& key) { keys.push_back(key); });
    return keys;
  }

  std::unique_ptr<LedgerUnderTest> made_ = GetParam()();
  std::unique_ptr<Ledger> ledger_ = made_->Open();
};

}  // namespace millrace
