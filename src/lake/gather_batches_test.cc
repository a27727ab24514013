#include "lake/gather_batches.h"

#include <gtest/gtest.h>

#include "lake/plain_batch.h"
#include "lake/testing/batch_fixture.h"

namespace millrace {
namespace {

using Batch = std::shared_ptr<arrow::RecordBatch>;

void ExpectSameRows(TableId table, const std::vector<Batch>& batches) {
  const Batch gathered = GatherBatches(table, batches);
  Must(gathered->ValidateFull());
  std::vector<Batch> plain;
  plain.reserve(batches.size());
  for (const Batch& batch : batches) plain.push_back(PlainBatch(table, *batch));
  const auto expected = Must(arrow::Table::FromRecordBatches(plain));
  const auto got = Must(arrow::Table::FromRecordBatches({PlainBatch(table, *gathered)}));
  for (int i = 0; i < expected->num_columns(); ++i) {
    EXPECT_TRUE(got->column(i)->Equals(*expected->column(i))) << expected->field(i)->name();
  }
}

TEST(GatherBatches, DictionariesThatDifferAreUnified) {
  RandomBatch some(1, {.distinct = 30});
  RandomBatch others(2, {.distinct = 40, .longest_text = 5});
  for (const Table& table : AllTables()) {
    ExpectSameRows(table.id, {some.Make(table.id, 50), others.Make(table.id, 70), some.Make(table.id, 1)});
  }
  const Batch gathered =
      GatherBatches(TableId::kSession, {some.Make(TableId::kSession, 50), others.Make(TableId::kSession, 70)});
  EXPECT_EQ(gathered->GetColumnByName("session_id")->type_id(), arrow::Type::DICTIONARY);
}

TEST(GatherBatches, FormsMayBeMixed) {
  RandomBatch dictionaries(3, {.null_share = 0.5, .entries_under_null_maps = true});
  RandomBatch plain(4, {.dictionaries = false});
  for (const Table& table : AllTables()) {
    const Batch slice = dictionaries.Make(table.id, 100)->Slice(13, 40);
    ExpectSameRows(table.id, {plain.Make(table.id, 20), slice, dictionaries.Make(table.id, 9)});
  }
}

TEST(GatherBatches, OneBatchStaysAsItIs) {
  const Batch batch = RandomBatch(5, {}).Make(TableId::kUser, 10);
  EXPECT_EQ(GatherBatches(TableId::kUser, {batch}), batch);
}

}  // namespace
}  // namespace millrace
