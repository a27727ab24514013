#include "load/failure_cause.h"

#include <algorithm>
#include <utility>

#include <arrow/io/file.h>
#include <parquet/arrow/writer.h>

#include "core/cancelled.h"
#include "schema/arrow_schema.h"
#include "schema/arrow_status.h"

namespace millrace {
namespace {

constexpr size_t kReadPieceBytes = 1 << 20;
constexpr size_t kLoadedFilesTried = 10;

// Why a file of the lake cannot be read; what it contains does not matter.
std::optional<std::string> WhyNotRead(LoadShared& shared, const LoadItem& item) {
  try {
    const auto file = shared.files.OpenRead(shared.options.lake + "/" + item.path);
    std::string piece(kReadPieceBytes, '\0');
    while (file->Read(piece.data(), piece.size()) > 0) shared.CheckGoingOn();
    return std::nullopt;
  } catch (const Cancelled&) {
    throw;
  } catch (const SystemError& error) {
    return error.what();
  }
}

std::optional<std::string> WhyNoFileIsRead(LoadShared& shared, TableId table, std::span<const LoadItem> failed) {
  std::optional<std::string> reason;
  for (const LoadItem& item : failed) {
    reason = WhyNotRead(shared, item);
    if (!reason) return std::nullopt;
  }
  const auto loaded = shared.WithLedger([&](Ledger& ledger, int64_t /*fence*/) {
    return ledger.load_items().InState(LoadState::kLoaded, TableOf(table).name, "", kLoadedFilesTried);
  });
  const bool is_one_read =
      std::ranges::any_of(loaded, [&](const LoadItem& item) { return !WhyNotRead(shared, item).has_value(); });
  return is_one_read ? std::nullopt : reason;
}

// A lake file of a table without rows.
class EmptyFile {
 public:
  EmptyFile(const std::string& folder, TableId table)
      : path_(folder + "/empty-" + std::string(TableOf(table).name) + ".parquet") {
    LocalFileSystem().MakeDirectories(folder);
    const auto out = Must(arrow::io::FileOutputStream::Open(path_));
    Must(Must(parquet::arrow::FileWriter::Open(*ArrowSchema(table), arrow::default_memory_pool(), out))->Close());
    Must(out->Close());
  }
  ~EmptyFile() {
    try {
      LocalFileSystem().RemoveAll(path_);
    } catch (const SystemError&) {
      // What is left is removed with the temporary directory.
    }
  }
  EmptyFile(const EmptyFile&) = delete;
  EmptyFile& operator=(const EmptyFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

}  // namespace

std::optional<std::string> WhatEveryFileLacks(LoadShared& shared, BatchMerge& merge, TableId table,
                                              std::span<const LoadItem> failed) {
  if (auto reason = WhyNoFileIsRead(shared, table, failed)) return reason;
  const std::string& app = failed.front().app;
  try {
    const EmptyFile empty(shared.options.temporary_folder, table);
    LoadBatch batch{.load_id = {},
                    .table = table,
                    .schema = *shared.apps.SchemaOf(app),
                    .timezone = shared.TimezoneOf(app),
                    .paths = {empty.path()}};
    batch.load_time_us = shared.options.now_ns() / 1000;
    merge.Try(batch, shared.options.stop);
    return std::nullopt;
  } catch (const Cancelled&) {
    throw;
  } catch (const UserError& error) {
    return error.what();
  } catch (const SystemError& error) {
    return error.what();
  }
}

}  // namespace millrace
