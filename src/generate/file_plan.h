// Which files a corpus has and how much each of them holds, known before the first is written.
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
  int server = 0;  // which of the collectors writes it, from 0
  Budget budget;
  uint64_t expected_visitors = 0;  // new visitors that surely come in this file
};

// By hour, then server. Files with nothing to hold are left out.
std::vector<FilePlan> PlanFiles(const GeneratorOptions& options);

// Whether a file of this name (or path) is one that some plan for this client names: a corpus is told from what else a
// raw folder holds, traffic of other clients too, by its files' names alone.
bool IsGeneratedName(TrafficClient client, std::string_view path);

}  // namespace millrace::generate
