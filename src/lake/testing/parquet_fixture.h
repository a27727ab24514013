// What a reader gets from a file of the lake, and what it should get.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/io/file.h>
#include <arrow/table.h>
#include <gtest/gtest.h>
#include <parquet/arrow/reader.h>

#include "lake/plain_batch.h"
#include "schema/arrow_status.h"

namespace millrace {

inline std::shared_ptr<arrow::Table> ReadParquet(const std::string& path) {
  const auto input = Must(arrow::io::ReadableFile::Open(path));
  // Without threads of Arrow's own, which the thread sanitizer cannot see through.
  parquet::ArrowReaderProperties properties(/*use_threads=*/false);
  properties.set_pre_buffer(false);
  parquet::arrow::FileReaderBuilder builder;
  Must(builder.Open(input));
  const auto reader = Must(builder.properties(properties)->Build());
  auto table = Must(reader->ReadTable());
  Must(table->ValidateFull());
  return table;
}

// Compares cell by cell, nulls and empty maps apart.
inline void ExpectSameRows(const arrow::Table& read, TableId table,
                           const std::vector<std::shared_ptr<arrow::RecordBatch>>& written) {
  std::vector<std::shared_ptr<arrow::RecordBatch>> plain;
  plain.reserve(written.size());
  for (const auto& batch : written) plain.push_back(PlainBatch(table, *batch));
  const auto expected = Must(arrow::Table::FromRecordBatches(plain));
  ASSERT_TRUE(read.schema()->Equals(*ArrowSchema(table))) << read.schema()->ToString();
  ASSERT_EQ(read.num_rows(), expected->num_rows());
  for (int i = 0; i < expected->num_columns(); ++i) {
    EXPECT_TRUE(read.column(i)->Equals(*expected->column(i))) << expected->field(i)->name();
  }
}

}  // namespace millrace
