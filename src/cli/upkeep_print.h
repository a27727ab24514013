// What the commands that rewrite the lake say: which partitions they would change, and what they did.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/run_report.h"
#include "schema/table.h"

namespace millrace {

// Files of one partition, or of all days of an app, that a command would take out or replace.
struct PartitionChange {
  TableId table;
  std::string app;
  std::optional<int32_t> day;
  uint64_t files = 0;
  uint64_t bytes = 0;
};

// `would compact 9 files, 1.2 MB` and a line a partition; one line when there are none.
std::string RenderChanges(const std::string& verb, const std::vector<PartitionChange>& changes);
std::string ChangesJson(std::string_view verb, const std::vector<PartitionChange>& changes);

// `compacted 9 files, 1.2 MB, into 3 files, 1.1 MB` on stdout, or that there was nothing to do; `json`: the report.
void PrintRewrite(const RunReport& report, const std::string& done, bool json);

}  // namespace millrace
