#include "pipeline/merge_users.h"

#include <arrow/record_batch.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/error.h"
#include "kernel/request.h"
#include "kernel/row_writer.h"
#include "lake/lake_file_reader.h"
#include "pipeline/user_rows.h"
#include "schema/text_cell.h"

namespace millrace {
namespace {

constexpr size_t kFilterWords = 1u << 21;  // 2^27 bits
// The memory of merged rows with their hash tables, relative to the bytes of their source columns.
constexpr uint64_t kMemoryPerUnpackedByte = 2;

uint64_t HashOf(std::string_view user) {
  return XXH3_64bits(user.data(), user.size());
}

template <typename Visit>
void ForEachUser(FileSystem& files, const std::string& path, Visit visit) {
  LakeFileReader reader(files, path, TableId::kUser, {static_cast<size_t>(UserColumn::user_pseudo_id)});
  while (const auto batch = reader.Next()) {
    for (int64_t row = 0; row < batch->num_rows(); ++row) {
      if (!visit(TextAt(*batch->column(0), row))) return;
    }
  }
}

}  // namespace

void MergeUsers(FileSystem& files, const std::vector<CommittedFile>& from, uint64_t memory_bytes, const JobInfo& job,
                BatchSink& sink, RunReport& report) {
  uint64_t unpacked = 0;
  for (const CommittedFile& file : from) {
    const LakeFileReader reader(files, file.file.path, TableId::kUser, {0});
    unpacked += reader.unpacked_bytes();
    report.rewrite.rows_read += reader.rows();
  }
  const uint64_t parts = 1 + unpacked * kMemoryPerUnpackedByte / memory_bytes;
  const JobTexts texts(job);
  RowWriter writer(texts, sink, report.counters, memory_bytes / 4);
  uint64_t merged_rows = 0;
  for (uint64_t part = 0; part < parts; ++part) {
    UserAggregates users;
    for (const CommittedFile& file : from) {
      LakeFileReader reader(files, file.file.path, TableId::kUser);
      while (const auto batch = reader.Next()) {
        UserRows rows(*batch, file.partition.app);
        for (int64_t row = 0; row < batch->num_rows(); ++row) {
          if (parts > 1 && HashOf(rows.UserOf(row)) % parts != part) continue;
          ++merged_rows;
          users.Add(rows.At(row));
        }
      }
    }
    for (size_t i = 0; i < users.size(); ++i) writer.WriteUser(users.At(i));
  }
  writer.FlushAll();
  MILLRACE_CHECK(merged_rows == report.rewrite.rows_read);
  MILLRACE_CHECK(report.counters.rows_written[static_cast<size_t>(TableId::kUser)] <= merged_rows);
}

UserFilter::UserFilter() : bits_(kFilterWords) {}

void UserFilter::Add(std::string_view user) {
  const uint64_t hash = HashOf(user);
  for (const uint64_t bit : {hash & 0xFFFFFFFF, hash >> 32})
    bits_[(bit >> 6) % kFilterWords] |= uint64_t{1} << (bit & 63);
}

bool UserFilter::MayKnow(std::string_view user) const {
  const uint64_t hash = HashOf(user);
  for (const uint64_t bit : {hash & 0xFFFFFFFF, hash >> 32}) {
    if ((bits_[(bit >> 6) % kFilterWords] & uint64_t{1} << (bit & 63)) == 0) return false;
  }
  return true;
}

void UserFilter::AddUsersOf(FileSystem& files, const std::string& path) {
  ForEachUser(files, path, [&](std::string_view user) {
    Add(user);
    return true;
  });
}

bool UserFilter::MayKnowUserOf(FileSystem& files, const std::string& path) const {
  bool known = false;
  ForEachUser(files, path, [&](std::string_view user) {
    known = MayKnow(user);
    return !known;
  });
  return known;
}

}  // namespace millrace
