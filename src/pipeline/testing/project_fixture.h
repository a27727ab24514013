// A small project in a temporary folder that knows, without running anything, which rows its raw files must give: the
// oracle of the fault tests (fault_fixture.h).
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <gtest/gtest.h>
#include <parquet/arrow/reader.h>
#include <unistd.h>

#include "core/store_address.h"
#include "core/testing/temporary_folder.h"
#include "ledger/sqlite_ledger.h"
#include "pipeline/lake_view.h"
#include "pipeline/process_job.h"
#include "storage/all_file_systems.h"

namespace millrace {

// The rows that show whether something is lost or duplicated.
struct LakeRows {
  std::multiset<std::string> events;   // event ids
  std::multiset<std::string> rejects;  // file:line:index:reason
  std::set<std::string> users;         // mergeable: one row per job
  std::set<std::string> sessions;
  std::set<std::string> items;
  bool operator==(const LakeRows&) const = default;
};

class TestProject {
 public:
  static constexpr int64_t kIngestTime = 1726000001000;

  // With two apps the lake has twice as many directories.
  explicit TestProject(bool two_apps = true) : second_app_(two_apps ? "app=ä" : "shop") {
    for (const char* folder : {"raw", "state"}) std::filesystem::create_directory(root_ + "/" + folder);
    options.project = "shop";
    options.raw = root_ + "/raw";
    options.lake = root_ + "/data/lake";
    options.state = root_ + "/state";
    options.kernel.apps = {"shop", second_app_};
  }
  const std::string& root() const { return root_; }
  FileSystem& files() const { return files_; }
  std::string Raw(const std::string& name) const { return options.raw + "/" + name; }
  // A fresh folder for a FaultyDisk.
  std::string NewLimbo() const {
    std::string pattern = root_ + "/limbo-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
    return pattern;
  }
  std::string LedgerFileName() const { return LedgerPath(options.state, options.project); }

  void Write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(Raw(name)).parent_path());
    std::ofstream(Raw(name), std::ios::binary) << text;
  }

  static std::string Event(const std::string& id, const std::string& app) {
    return R"({\"event_type\":\"_page_view\",\"event_id\":\")" + id + R"(\",\"app_id\":\")" + app +
           R"(\",\"timestamp\":1726000000000,\"unique_id\":\"user-)" + id + R"(\",\"platform\":\"Web\",)" +
           R"(\"items\":[{\"id\":\"item-)" + id + R"(\",\"name\":\"n\"}],\"attributes\":{\"_session_id\":\"session-)" +
           id + R"(\",\"_session_start_timestamp\":1726000000000,\"_session_number\":1}})";
  }
  static std::string Line(const std::string& events) {
    return R"({"data":"[)" + events +
           R"(]","ip":"192.0.2.7","rid":"r","ua":"u","uri":"/collect?appId=shop","appId":"shop",)" +
           R"("ingest_time":)" + std::to_string(kIngestTime) + "}\n";
  }

  // A file of `requests` requests of three events: two are written, one is of an app that is not configured; and a line
  // that is no JSON. All is remembered as expected.
  void AddFile(const std::string& name, int requests) {
    std::string text;
    int line = 0;
    for (int request = 0; request < requests; ++request) {
      const std::string id = name + "-" + std::to_string(request);
      text += Line(Event(id + "-a", "shop") + "," + Event(id + "-b", "other") + "," + Event(id + "-c", second_app_));
      ++line;
      for (const char* suffix : {"-a", "-c"}) Expect(id + suffix);
      expected.rejects.insert(RejectText(Raw(name), line, 1, "unknown_app"));
    }
    text += "no json\n";
    expected.rejects.insert(RejectText(Raw(name), ++line, -1, "not_json"));
    Write(name, text);
  }

  // What replaying the rejects of the unknown app adds.
  void ExpectUnknownAppReplayed() {
    for (const std::string& reject : expected.rejects) {
      if (!reject.ends_with("unknown_app")) continue;
      // <folder>/raw/<name>:<line>:1:unknown_app
      const std::string below = reject.substr(options.raw.size() + 1);
      const size_t colon = below.find(':');
      const int request = std::stoi(below.substr(colon + 1)) - 1;
      Expect(below.substr(0, colon) + "-" + std::to_string(request) + "-b");
    }
  }

  static std::string RejectText(const std::string& file, int64_t line, int64_t index, std::string_view reason) {
    return file + ":" + std::to_string(line) + ":" + std::to_string(index) + ":" + std::string(reason);
  }

  // Runs on the real disk with a new connection to the ledger.
  RunReport Run(const ProcessWindow& window = {}) const {
    return Process(files_, *OpenSqliteLedger(LedgerFileName()), options, window);
  }

  // After several deaths: files that were being read at three of them are quarantined by the next run. Frees them and
  // runs once more.
  void RunAndFree() const {
    Run();
    const auto ledger = OpenSqliteLedger(LedgerFileName());
    for (const FailingFile& file : ledger->failing_files().All()) ledger->failing_files().Free(file.path);
    Run();
  }

  // What readers of the lake see.
  LakeRows Read() const {
    LakeRows rows;
    const auto ledger = OpenSqliteLedgerToRead(LedgerFileName());
    const std::vector<TableId> tables = {TableId::kEvent, TableId::kItem, TableId::kUser, TableId::kSession,
                                         TableId::kReject};
    const auto lists = CommittedFiles(files_, *ledger, options.lake, options.project, tables);
    for (size_t i = 0; i < tables.size(); ++i) {
      for (const CommittedFile& file : lists[i]) ReadFile(tables[i], file.file.path, rows);
    }
    return rows;
  }

  // Everything that must hold when no job runs: the rows, no staging, every file of the lake is an output of a
  // committed job and the other way round.
  void Check() const {
    EXPECT_EQ(Read(), expected);
    EXPECT_TRUE(files_.List(options.lake + "/" + options.project + "/_staging").empty());
    EXPECT_TRUE(files_.Uploads(options.lake).empty());
    const auto ledger = OpenSqliteLedgerToRead(LedgerFileName());
    EXPECT_TRUE(ledger->jobs().Unfinished().empty());
    EXPECT_TRUE(IsStoreAddress(options.lake) || ledger->outputs().Stray().empty());
    std::map<std::string, uint64_t> journaled;
    for (const LedgerJob& job : ledger->jobs().Recent(1000)) {
      if (job.state != JobState::kCommitted) continue;
      for (const LedgerOutput& output : ledger->outputs().OfJob(job.id)) {
        journaled[options.lake + "/" + output.final_path] = output.bytes;
      }
    }
    for (const std::string& retired : ledger->outputs().AllRetired()) journaled.erase(options.lake + "/" + retired);
    EXPECT_TRUE(ledger->outputs().Retired().empty());
    std::map<std::string, uint64_t> present;
    for (const FileInfo& file : files_.List(options.lake)) present[file.path] = file.size;
    EXPECT_EQ(present, journaled);
    uint64_t raw_files = LocalFileSystem().List(options.raw).size();
    EXPECT_EQ(ledger->Summary().files_done, raw_files);
  }

  PipelineOptions options;
  LakeRows expected;

 private:
  void Expect(const std::string& id) {
    expected.events.insert(id);
    expected.users.insert("user-" + id);
    expected.sessions.insert("session-" + id);
    expected.items.insert("item-" + id);
  }

  static std::string Text(const arrow::Table& table, std::string_view column, int64_t row) {
    const auto chunks = table.GetColumnByName(std::string(column));
    const auto value = chunks->GetScalar(row).ValueOrDie();
    return value->is_valid ? value->ToString() : "-1";
  }

  void ReadFile(TableId id, const std::string& path, LakeRows& rows) const {
    std::string bytes;
    std::string piece(1 << 16, '\0');
    const auto file = files_.OpenRead(path);
    while (const size_t got = file->Read(piece.data(), piece.size())) bytes.append(piece, 0, got);
    auto input = std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(std::move(bytes)));
    auto reader = parquet::arrow::OpenFile(input, arrow::default_memory_pool()).ValueOrDie();
    reader->set_use_threads(false);
    const std::shared_ptr<arrow::Table> table = reader->ReadTable().ValueOrDie();
    for (int64_t row = 0; row < table->num_rows(); ++row) {
      switch (id) {
        case TableId::kEvent:
          rows.events.insert(Text(*table, "event_id", row));
          break;
        case TableId::kItem:
          rows.items.insert(Text(*table, "item_id", row));
          break;
        case TableId::kUser:
          rows.users.insert(Text(*table, "user_pseudo_id", row));
          break;
        case TableId::kSession:
          rows.sessions.insert(Text(*table, "session_id", row));
          break;
        case TableId::kReject:
          rows.rejects.insert(Text(*table, "input_file_name", row) + ":" + Text(*table, "line", row) + ":" +
                              Text(*table, "bundle_index", row) + ":" + Text(*table, "reason", row));
          break;
      }
    }
  }

  static Config StoreConfig() {
    const auto endpoint = [](const char* name) {
      const char* value = std::getenv(name);
      return value == nullptr ? "" : value;
    };
    Config config;
    config.s3.endpoint = endpoint("MILLRACE_S3_ENDPOINT");
    config.gs.endpoint = endpoint("MILLRACE_GS_ENDPOINT");
    config.gs.anonymous = !config.gs.endpoint.empty();
    config.abfs.endpoint = endpoint("MILLRACE_ABFS_ENDPOINT");
    return config;
  }

  // In memory where possible: these tests sync very often, and a power cut is simulated anyway.
  const TemporaryFolder temporary_{::access("/dev/shm", W_OK) == 0 ? "/dev/shm"
                                                                   : std::filesystem::temp_directory_path()};
  const std::string root_ = temporary_.path();
  const std::string second_app_;
  mutable AllFileSystems files_{StoreConfig()};
};

}  // namespace millrace
