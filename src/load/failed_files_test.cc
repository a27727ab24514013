// Lake files that cannot be loaded: each fails alone, with its error, and is tried again by rule.
#include <filesystem>
#include <fstream>
#include <map>
#include <stop_token>
#include <string>

#include <gtest/gtest.h>

#include "load/load.h"
#include "load/testing/load_fixture.h"
#include "load/testing/watched_warehouse.h"

#include "core/cancelled.h"
#include "core/error.h"

namespace millrace {
namespace {

constexpr auto EventFile = &LoadProject::EventFile;

void WriteBroken(const LoadProject& project, const std::string& path, const std::string& text) {
  const std::string file = project.lake() + "/" + path;
  std::filesystem::create_directories(std::filesystem::path(file).parent_path());
  std::ofstream(file) << text;
}

TEST(FailedFiles, PoisonedFileStandsAloneAndTheOthersAreLoaded) {
  LoadProject project("", LoadProject::WithSchema());
  for (const char* name : {"a", "b", "d", "e"}) project.Write(EventFile(name), OwnSampleEvents(name));
  const std::string poisoned = EventFile("c");
  std::ofstream(project.lake() + "/" + poisoned) << "PAR1 this is no Parquet file PAR1";
  const LoadReport report = project.Load();
  EXPECT_EQ(report.Of(TableId::kEvent).files_loaded, 4U);
  EXPECT_EQ(report.Of(TableId::kEvent).files_failed, 1U);
  ASSERT_EQ(report.failed.size(), 1U);
  EXPECT_EQ(report.failed[0].path, poisoned);
  EXPECT_EQ(project.States().at(poisoned), LoadState::kFailed);
  EXPECT_NE(project.ledger().load_items().Find(poisoned)->error, "");
  // Later loads try it again, a few times; then it waits until it is another file.
  EXPECT_EQ(project.Load().Of(TableId::kEvent).files_failed, 1U);
  EXPECT_EQ(project.Load().Of(TableId::kEvent).files_failed, 1U);
  const LoadReport last = project.Load();
  EXPECT_EQ(last.Of(TableId::kEvent).files_failed, 0U);
  EXPECT_EQ(last.files_given_up, 1U);
  project.Write(poisoned, OwnSampleEvents("c"));
  EXPECT_EQ(project.Load().Of(TableId::kEvent).files_loaded, 1U);
}

TEST(FailedFiles, FileAfterFileThatFailsEndsTheLoad) {
  LoadProject project("", LoadProject::WithSchema());
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h"}) {
    const std::string file = project.lake() + "/" + EventFile(name);
    std::filesystem::create_directories(std::filesystem::path(file).parent_path());
    std::ofstream(file) << name;
  }
  EXPECT_THROW(project.Load(), SystemError);
  std::map<LoadState, int> counts;
  for (const auto& [path, state] : project.States()) ++counts[state];
  EXPECT_EQ(counts, (std::map<LoadState, int>{{LoadState::kNew, 3}, {LoadState::kFailed, 5}, {LoadState::kLoaded, 1}}));
}

// Files of events that wait for a load.
void RegisterFiles(LoadProject& project, const std::vector<std::string>& names) {
  for (const std::string& name : names) project.Write(EventFile(name), OwnSampleEvents(name));
  std::stop_source stopped;
  stopped.request_stop();
  project.options().drain = stopped.get_token();
  EXPECT_THROW(project.Load(), Cancelled) << "the files are registered, and not loaded";
  project.options().drain = {};
  project.options().scan = false;
}

void ExpectNoAttempts(LoadProject& project, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const LoadItem item = *project.ledger().load_items().Find(EventFile(name));
    EXPECT_EQ(item.state, LoadState::kNew) << name;
    EXPECT_EQ(item.attempts, 0) << name;
  }
}

// The engine's words are those of a damaged file.
TEST(FailedFiles, FailuresOfTheWarehouseDoNotCount) {
  LoadProject project("", LoadProject::WithSchema());
  RegisterFiles(project, {"a", "b"});
  WatchedWarehouse broken(project.warehouse(), [](const std::string& sql) {
    if (sql.starts_with("INSERT INTO \"shop\".\"event_v2\"")) throw WarehouseError(WarehouseFault::kStorage, "no disk");
  });
  EXPECT_THROW(Load(LocalFileSystem(), project.ledger(), broken, project.options()), SystemError);
  ExpectNoAttempts(project, {"a", "b"});
  EXPECT_EQ(project.Load().Of(TableId::kEvent).files_loaded, 2U);
}

// As when a mount fails: every file is there, and none can be read.
TEST(FailedFiles, FailuresOfTheDiskOfTheLakeDoNotCount) {
  LoadProject project("", LoadProject::WithSchema());
  const std::vector<std::string> names = {"a", "b", "c", "d", "e", "f"};
  RegisterFiles(project, names);
  const auto swap = [&](const std::string& name, const std::string& from, const std::string& to) {
    const std::string file = project.lake() + "/" + EventFile(name);
    std::filesystem::rename(file + from, file + to);
  };
  for (const std::string& name : names) {
    swap(name, "", ".kept");
    std::filesystem::create_directory(project.lake() + "/" + EventFile(name));
  }
  EXPECT_THROW(project.Load(), SystemError);
  ExpectNoAttempts(project, names);
  for (const std::string& name : names) {
    std::filesystem::remove(project.lake() + "/" + EventFile(name));
    swap(name, ".kept", "");
  }
  EXPECT_EQ(project.Load().Of(TableId::kEvent).files_loaded, names.size());
}

TEST(FailedFiles, AFileThatAloneCannotBeReadFails) {
  LoadProject project("", LoadProject::WithSchema());
  RegisterFiles(project, {"a"});
  project.Load();
  project.options().scan = true;
  RegisterFiles(project, {"b"});
  std::filesystem::remove(project.lake() + "/" + EventFile("b"));
  std::filesystem::create_directory(project.lake() + "/" + EventFile("b"));
  EXPECT_EQ(project.Load().Of(TableId::kEvent).files_failed, 1U);
  EXPECT_EQ(project.ledger().load_items().Find(EventFile("b"))->attempts, 1);
}

TEST(FailedFiles, FileThatVanishedIsForgotten) {
  LoadProject project("", LoadProject::WithSchema());
  RegisterFiles(project, {"a", "b", "c"});
  std::filesystem::remove(project.lake() + "/" + EventFile("b"));
  const LoadReport report = project.Load();
  EXPECT_EQ(report.Of(TableId::kEvent).files_loaded, 2U);
  EXPECT_EQ(report.Of(TableId::kEvent).files_gone, 1U);
  EXPECT_EQ(report.Of(TableId::kEvent).files_failed, 0U);
  EXPECT_EQ(project.States().size(), 3U);
}

// Until it has failed three times.
void GiveUp(LoadProject& project, const std::string& path) {
  WriteBroken(project, path, "broken");
  for (int i = 0; i < kLoadAttempts; ++i) project.Load();
  project.options().scan = false;
  ASSERT_EQ(project.Load().files_given_up, 1U);
}

TEST(FailedFiles, FileThatWasGivenUpIsTriedAgainOnRequest) {
  LoadProject project("", LoadProject::WithSchema());
  const std::string path = EventFile("a");
  GiveUp(project, path);
  const std::string error = project.ledger().load_items().Find(path)->error;
  EXPECT_NE(error, "");
  project.options().retry = true;
  const LoadReport report = project.Load();
  EXPECT_EQ(report.files_retried, 1U);
  EXPECT_EQ(report.Total().files_failed, 1U);
  EXPECT_EQ(report.files_given_up, 0U);
  EXPECT_EQ(project.ledger().load_items().Find(path)->error, error);
  EXPECT_EQ(project.ledger().load_items().Find(path)->attempts, 1);
}

TEST(FailedFiles, FileThatWasGivenUpAndChangedIsTriedByItself) {
  LoadProject project("", LoadProject::WithSchema());
  GiveUp(project, EventFile("a"));
  project.Write(EventFile("a"), OwnSampleEvents("a"));
  const LoadReport report = project.Load();
  EXPECT_EQ(report.Of(TableId::kEvent).files_loaded, 1U);
  EXPECT_EQ(report.files_given_up, 0U);
  EXPECT_EQ(project.ledger().load_items().Find(EventFile("a"))->error, "");
}

TEST(FailedFiles, FileThatWasGivenUpAndRemovedIsForgotten) {
  LoadProject project("", LoadProject::WithSchema());
  GiveUp(project, EventFile("a"));
  std::filesystem::remove(project.lake() + "/" + EventFile("a"));
  EXPECT_EQ(project.Load().registered.forgotten, 1U);
  EXPECT_FALSE(project.ledger().load_items().Find(EventFile("a")));
}

// The footer is whole, a page in the middle is not.
TEST(FailedFiles, FileWithADamagedPageFailsAlone) {
  LoadProject project("", LoadProject::WithSchema());
  for (const char* name : {"a", "b", "c"}) project.Write(EventFile(name), OwnSampleEvents(name));
  std::fstream file(project.lake() + "/" + EventFile("b"), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(std::filesystem::file_size(project.lake() + "/" + EventFile("b")) / 4));
  file << std::string(20'000, '\xff');
  file.close();
  const LoadReport report = project.Load();
  EXPECT_EQ(report.Of(TableId::kEvent).files_loaded, 2U);
  EXPECT_EQ(report.Of(TableId::kEvent).files_failed, 1U);
  EXPECT_EQ(project.Count("shop.event_v2 WHERE event_id LIKE '%b'"), 0) << "nothing of a file that failed";
}

TEST(FailedFiles, EveryFileIsLoadedAgainOnRequestAndNothingChanges) {
  LoadProject project("", LoadProject::WithSchema());
  project.Write(EventFile("a"), OwnSampleEvents("a"));
  project.Load();
  const auto before = project.Rows("SELECT * FROM shop.event_v2 ORDER BY ALL");
  project.options().again = true;
  const LoadReport report = project.Load();
  EXPECT_EQ(report.files_again, 2U);
  EXPECT_EQ(report.Total().files_loaded, 2U);
  EXPECT_EQ(report.Total().rows.inserted + report.Total().rows.changed, 0U);
  EXPECT_EQ(project.Rows("SELECT * FROM shop.event_v2 ORDER BY ALL"), before);
}

}  // namespace
}  // namespace millrace
