// Processes raw files with the production code, keeps their rows in memory and writes nothing (`millrace try`).
#pragma once

#include <span>
#include <string>

#include "kernel/counters.h"
#include "kernel/kernel.h"
#include "project/batch_collector.h"
#include "project/project.h"

namespace millrace {

// A raw file to be inspected.
struct Sample {
  std::string path;  // on the disk
  std::string name;  // as shown to the user and stored in the rows
};

struct TrialResult {
  TableBatches rows;
  Counters counters;
};

// Throws UserError for a wrong configuration, SystemError for a file that cannot be read.
TrialResult TrySamples(const Project& project, std::span<const Sample> samples);

// Feeds all lines of a file to a kernel, as a worker of a run does.
void ProcessSample(Kernel& kernel, const Sample& sample);

}  // namespace millrace
