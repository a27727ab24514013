#include "lake/batch_bytes.h"

#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_dict.h>
#include <arrow/array/builder_nested.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/record_batch.h>
#include <arrow/util/byte_size.h>
#include <gtest/gtest.h>

#include "schema/arrow_status.h"

namespace millrace {
namespace {

// One column of each kind that the lake has, with nulls.
std::shared_ptr<arrow::RecordBatch> EveryKind(int rows) {
  arrow::StringBuilder texts;
  arrow::StringDictionary32Builder words;
  arrow::Int64Builder longs;
  arrow::DoubleBuilder doubles;
  arrow::BooleanBuilder bools;
  auto* const pool = arrow::default_memory_pool();
  auto keys = std::make_shared<arrow::StringBuilder>();
  auto values = std::make_shared<arrow::Int64Builder>();
  arrow::MapBuilder maps(pool, keys, values);
  for (int i = 0; i < rows; ++i) {
    Must(i % 7 == 0 ? texts.AppendNull() : texts.Append(std::string(static_cast<size_t>(i), 'x')));
    Must(words.Append(std::to_string(i % 5)));
    Must(i % 3 == 0 ? longs.AppendNull() : longs.Append(i));
    Must(doubles.Append(i));
    Must(bools.Append(i % 2 == 0));
    Must(maps.Append());
    for (int entry = 0; entry < i % 4; ++entry) {
      Must(keys->Append("key"));
      Must(values->Append(entry));
    }
  }
  const arrow::ArrayVector columns = {Must(texts.Finish()),   Must(words.Finish()), Must(longs.Finish()),
                                      Must(doubles.Finish()), Must(bools.Finish()), Must(maps.Finish())};
  arrow::FieldVector fields;
  for (const auto& column : columns) fields.push_back(arrow::field("f", column->type()));
  return arrow::RecordBatch::Make(arrow::schema(fields), rows, columns);
}

// The simple way. Both count whole bytes of bitmaps, which begin elsewhere in a slice; Arrow leaves out the last offset
// of each of the four arrays with offsets.
void ExpectLikeArrow(const arrow::RecordBatch& batch) {
  const int64_t simple = arrow::util::ReferencedBufferSize(batch).ValueOrDie();
  EXPECT_NEAR(static_cast<double>(BatchBytes(batch)), static_cast<double>(simple), 8 + 4 * 4);
}

TEST(BatchBytes, AreThoseThatTheRowsReferTo) {
  for (const int rows : {1, 8, 100}) ExpectLikeArrow(*EveryKind(rows));
  const auto batch = EveryKind(64);
  for (const auto& [begin, length] : std::vector<std::pair<int, int>>{{0, 8}, {8, 32}, {5, 20}, {63, 1}}) {
    ExpectLikeArrow(*batch->Slice(begin, length));
  }
  EXPECT_GT(BatchBytes(*batch), BatchBytes(*batch->Slice(8, 8)));
}

TEST(BatchBytes, AnEmptyBatchHasItsDictionariesAtMost) {
  EXPECT_EQ(BatchBytes(*EveryKind(0)), 0U);
}

}  // namespace
}  // namespace millrace
