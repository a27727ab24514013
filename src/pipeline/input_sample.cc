#include "pipeline/input_sample.h"

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "core/parallel.h"
#include "raw/raw_file.h"

namespace millrace {
namespace {

constexpr size_t kMostFiles = 16;
constexpr uint64_t kPrefixBytes = 256U << 10;
// Small, so that at the end of the sample, the bytes read and the bytes decompressed differ little.
// And bounded in what it inflates: 256 KiB may be the beginning of a gzip bomb, or a single line. Of plain JSON, too, a
// MiB tells the expansion as well as all of the 256 KiB, and takes half the time.
constexpr RawReadLimits kLimits = {.read_bytes = 8U << 10, .buffer_bytes = 64U << 10, .most_raw_bytes = 1U << 20};

struct Chosen {
  const PlannedFile* file;
  size_t weight;  // of how many parts of equal bytes it is the middle
};

struct Beginning {
  bool readable = false;
  uint64_t compressed_bytes = 0;
  uint64_t raw_bytes = 0;
  uint64_t rows = 0;
  uint64_t row_bytes = 0;
};

std::vector<Chosen> Choose(std::span<const std::vector<PlannedFile>> runs) {
  std::vector<const PlannedFile*> all;
  uint64_t bytes = 0;
  for (const std::vector<PlannedFile>& run : runs) {
    for (const PlannedFile& file : run) {
      all.push_back(&file);
      bytes += file.info.size;
    }
  }
  std::ranges::stable_sort(all, {}, [](const PlannedFile* file) { return file->info.size; });
  std::vector<Chosen> chosen;
  uint64_t before = 0;
  size_t part = 0;
  for (const PlannedFile* file : all) {
    before += file->info.size;
    // The middle of each part.
    for (; part<kMostFiles&& static_cast<double>(before) * kMostFiles>(static_cast<double>(part) + 0.5) *
           static_cast<double>(bytes);
         ++part) {
      if (chosen.empty() || chosen.back().file != file) chosen.push_back({file, 0});
      ++chosen.back().weight;
    }
  }
  return chosen;
}

Beginning Look(FileSystem& files, const std::string& path) {
  Beginning found;
  try {
    RawFileReader reader(files, path, kLimits);
    RawLine line;
    while (reader.compressed_bytes() < kPrefixBytes && reader.Next(line)) {
      ++found.rows;
      found.row_bytes += line.text.size() + 1;
    }
    if (found.rows == 0 && !reader.broken_line().text.empty()) {
      found.rows = 1;  // of at least so many bytes
      found.row_bytes = reader.raw_bytes();
    }
    found.readable = true;
    found.compressed_bytes = reader.compressed_bytes();
    found.raw_bytes = reader.raw_bytes();
  } catch (const SystemError&) {
    // The run that reads this file will report the reason.
    return {};
  }
  return found;
}

}  // namespace

InputSample SampleInput(FileSystem& files, std::span<const std::vector<PlannedFile>> runs, size_t threads,
                        const std::function<void(std::span<const std::string> names)>& on_reading) {
  const std::vector<Chosen> chosen = Choose(runs);
  if (on_reading) {
    std::vector<std::string> names;
    names.reserve(chosen.size());
    for (const Chosen& each : chosen) names.push_back(each.file->name);
    on_reading(names);
  }
  std::vector<FileInfo> wanted;
  wanted.reserve(chosen.size());
  for (const Chosen& each : chosen) wanted.push_back(each.file->info);
  files.WillRead(wanted, kPrefixBytes);
  std::vector<Beginning> beginnings(chosen.size());
  ParallelFor(threads, chosen.size(), [&](size_t i) { beginnings[i] = Look(files, chosen[i].file->info.path); });

  InputSample sample;
  double expansions = 0;
  size_t parts = 0;
  uint64_t row_bytes = 0;
  for (size_t i = 0; i < chosen.size(); ++i) {
    const Beginning& found = beginnings[i];
    sample.files += found.readable;
    sample.bytes += found.compressed_bytes;
    sample.rows += found.rows;
    row_bytes += found.row_bytes;
    if (found.compressed_bytes == 0) continue;
    expansions += static_cast<double>(chosen[i].weight) * static_cast<double>(found.raw_bytes) /
                  static_cast<double>(found.compressed_bytes);
    parts += chosen[i].weight;
  }
  if (parts > 0) sample.expansion = expansions / static_cast<double>(parts);
  if (sample.rows > 0) sample.bytes_per_row = static_cast<double>(row_bytes) / static_cast<double>(sample.rows);
  return sample;
}

}  // namespace millrace
