#include "pipeline/input_sample.h"

#include <algorithm>
#include <map>
#include <vector>

#include "core/error.h"
#include "raw/raw_file.h"

namespace millrace {
namespace {

constexpr size_t kMostFiles = 16;
constexpr uint64_t kPrefixBytes = 256U << 10;
// Small, so that little lies between what was read of a file and what of it was inflated when the look ends.
constexpr RawReadLimits kLimits = {.read_bytes = 8U << 10, .buffer_bytes = 64U << 10};

// How many of the parts of equal bytes a file stands for.
std::map<const PlannedFile*, size_t> Choose(std::span<const std::vector<PlannedFile>> runs) {
  std::vector<const PlannedFile*> all;
  uint64_t bytes = 0;
  for (const std::vector<PlannedFile>& run : runs) {
    for (const PlannedFile& file : run) {
      all.push_back(&file);
      bytes += file.info.size;
    }
  }
  std::ranges::stable_sort(all, {}, [](const PlannedFile* file) { return file->info.size; });
  std::map<const PlannedFile*, size_t> chosen;
  uint64_t before = 0;
  size_t part = 0;
  for (const PlannedFile* file : all) {
    before += file->info.size;
    // The middle of each part.
    for (; part<kMostFiles&& static_cast<double>(before) * kMostFiles>(static_cast<double>(part) + 0.5) *
           static_cast<double>(bytes);
         ++part) {
      ++chosen[file];
    }
  }
  return chosen;
}

}  // namespace

InputSample SampleInput(FileSystem& files, std::span<const std::vector<PlannedFile>> runs) {
  InputSample sample;
  double expansions = 0;
  size_t parts = 0;
  uint64_t row_bytes = 0;
  const std::map<const PlannedFile*, size_t> chosen = Choose(runs);
  std::vector<FileInfo> wanted;
  for (const auto& [file, weight] : chosen) wanted.push_back(file->info);
  files.WillRead(wanted, kPrefixBytes);
  for (const auto& [file, weight] : chosen) {
    try {
      RawFileReader reader(files, file->info.path, kLimits);
      RawLine line;
      while (reader.compressed_bytes() < kPrefixBytes && reader.Next(line)) {
        ++sample.rows;
        row_bytes += line.text.size() + 1;
      }
      ++sample.files;
      sample.bytes += reader.compressed_bytes();
      if (reader.compressed_bytes() == 0) continue;
      expansions += static_cast<double>(weight) * static_cast<double>(reader.raw_bytes()) /
                    static_cast<double>(reader.compressed_bytes());
      parts += weight;
    } catch (const SystemError&) {
      // The run that meets this file will fail, be recorded as failed, and name the reason.
      continue;
    }
  }
  if (parts > 0) sample.expansion = expansions / static_cast<double>(parts);
  if (sample.rows > 0) sample.bytes_per_row = static_cast<double>(row_bytes) / static_cast<double>(sample.rows);
  return sample;
}

}  // namespace millrace
