// Measures the expansion of planned files on a sample: a base64-gzip payload compresses far less than plain JSON, so a
// fixed factor would be wrong (etl-runner, difference 9).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "pipeline/plan.h"
#include "storage/file_system.h"

namespace millrace {

struct InputSample {
  uint64_t files = 0;        // that were sampled
  uint64_t bytes = 0;        // read from them, as stored
  uint64_t rows = 0;         // lines in these bytes
  double expansion = 1;      // bytes after the outer gunzip per stored byte
  double bytes_per_row = 0;  // after the outer gunzip; 0 if no row was found
};

// Reads the beginning of up to 16 files: 256 KiB as stored, or 1 MiB after the outer gunzip, whichever comes first.
// They are chosen by size, one from each sixteenth of the bytes, so that each represents the same share. A file that
// cannot be read is skipped; the run will report it. `threads`: the number of files that are read at the same time.
// `on_reading`, if given, gets the names of the chosen files before the first of them is opened.
InputSample SampleInput(FileSystem& files, std::span<const std::vector<PlannedFile>> runs, size_t threads,
                        const std::function<void(std::span<const std::string> names)>& on_reading = {});

}  // namespace millrace
