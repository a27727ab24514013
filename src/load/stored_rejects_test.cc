#include "load/stored_rejects.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "load/load.h"
#include "load/testing/load_fixture.h"

#include "core/error.h"
#include "lake/partition_path.h"
#include "ledger/held_lease.h"
#include "pipeline/reject_reader.h"

namespace millrace {
namespace {

using Strings = std::vector<std::string>;

// A project whose files of all tables are loaded; some rows broke a rule.
class StoredRejectsTest : public ::testing::Test {
 protected:
  StoredRejectsTest() : project_("", LoadProject::WithSchema()) {
    options_.project = "proj";
    options_.lake = project_.lake();
    options_.raw = project_.folder() + "/raw";
    options_.state = project_.folder();
    project_.Write(LoadProject::EventFile("a"),
                   SampleEvents("CAST(NULL AS VARCHAR) AS user_pseudo_id", "hash(event_id) % 7 = 0"));
    project_.Write(LoadProject::EventFile("b"),
                   SampleEvents("CAST(NULL AS VARCHAR) AS event_id", "hash(event_id) % 7 = 0"));
    project_.Write(LoadProject::PathOf("item_v2", "c"),
                   "SELECT * REPLACE (CAST(NULL AS VARCHAR) AS item_id) FROM read_parquet(" +
                       SqlText(SampleFile("b1", "item_v2")) + ")");
    project_.Load();
  }

  uint64_t Store() {
    return StoreLoadRejects(LocalFileSystem(), project_.ledger(), options_, project_.options().temporary_folder);
  }
  Strings Rejects(const std::string& columns) {
    const auto connection = OpenEmbedded("")->Connect();
    return LoadProject::Rows(*connection,
                             "SELECT " + columns + " FROM read_parquet(" +
                                 SqlText(TableFolder(project_.lake(), "proj", TableId::kReject) + "/**/*.parquet") +
                                 ") ORDER BY ALL");
  }
  uint64_t RejectedRows() {
    return static_cast<uint64_t>(
        project_.warehouse().Connect()->QueryRows("SELECT sum(rows_rejected) FROM shop.load_log").Integer(0, 0));
  }

  LoadProject project_;
  PipelineOptions options_;
};

TEST_F(StoredRejectsTest, SayWhatWasWrongAndWhere) {
  EXPECT_EQ(Store(), RejectedRows());
  EXPECT_EQ(Rejects("count(*)"), Strings{std::to_string(RejectedRows())});
  EXPECT_EQ(Rejects("DISTINCT reason, detail, stage, app_id, encoding"),
            (Strings{"missing_field|event_id|load|shop|text", "missing_field|item_id|load|shop|text",
                     "missing_user|user_pseudo_id|load|shop|text"}));
  EXPECT_EQ(Rejects("DISTINCT original LIKE '%filename%', json_valid(original)"), Strings{"false|true"});
  const std::string file = project_.lake() + "/" + LoadProject::PathOf("item_v2", "c");
  const Strings found = Rejects("DISTINCT input_file_name, line > 0, json_valid(original)");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[2], file + "|true|true");
}

TEST_F(StoredRejectsTest, AreStoredOnce) {
  Store();
  EXPECT_EQ(Store(), 0U);
  project_.options().again = true;
  project_.Load();
  EXPECT_EQ(Store(), 0U);
  EXPECT_EQ(Rejects("count(*)"), Strings{std::to_string(RejectedRows() / 2)});
}

TEST_F(StoredRejectsTest, WaitWhileAnotherJobIsAtWork) {
  {
    const HeldLease job(project_.ledger(), kProjectLease, {}, {});
    EXPECT_THROW(Store(), SystemError);
  }
  EXPECT_EQ(Store(), RejectedRows());
}

TEST_F(StoredRejectsTest, AreNoInputOfAReplay) {
  Store();
  Strings paths;
  for (const FileInfo& file : LocalFileSystem().List(TableFolder(project_.lake(), "proj", TableId::kReject))) {
    paths.push_back(file.path);
  }
  EXPECT_FALSE(paths.empty());
  RejectReader reader(LocalFileSystem(), paths, {});
  StoredReject reject;
  EXPECT_FALSE(reader.Next(reject));
}

}  // namespace
}  // namespace millrace
