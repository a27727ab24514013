// The files of a corpus and their sizes, computed before the first one is written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generate/generator.h"
#include "generate/request_writer.h"

namespace millrace::generate {

struct FilePlan {
  std::string path;
  int64_t begin_ms = 0;  // the file's hour
  int64_t end_ms = 0;
  int hour = 0;    // of the corpus, from 0
  int server = 0;  // the collector that writes it, from 0
  Budget budget;
  uint64_t expected_visitors = 0;  // new visitors that this file certainly has
};

// Sorted by hour, then by server. Without empty files.
std::vector<FilePlan> PlanFiles(const GeneratorOptions& options);

// Whether a plan for this client could have a file of this name (or path). Only the names distinguish a corpus from
// other files in a raw directory, including traffic of other clients.
bool IsGeneratedName(TrafficClient client, std::string_view path);

}  // namespace millrace::generate
