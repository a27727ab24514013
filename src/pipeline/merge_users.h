// Merges the rows of each user into one, by the rules of UserAggregates. Memory does not depend on the number of users.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/kernel.h"
#include "lake/lake_files.h"
#include "pipeline/run_report.h"
#include "schema/batch_sink.h"
#include "storage/file_system.h"

namespace millrace {

// Writes one row for each user of these files of user_v2, all of one app. If the merged rows would exceed
// `memory_bytes`, reads the files several times, each time for a part of the users. Adds to the counters of the report.
void MergeUsers(FileSystem& files, const std::vector<CommittedFile>& from, uint64_t memory_bytes, const JobInfo& job,
                BatchSink& sink, RunReport& report);

// A set of users without false negatives (a Bloom filter of 16 MiB); it shows which files need not be merged.
class UserFilter {
 public:
  UserFilter();

  void Add(std::string_view user);
  bool MayKnow(std::string_view user) const;
  // The users of a file of user_v2.
  void AddUsersOf(FileSystem& files, const std::string& path);
  bool MayKnowUserOf(FileSystem& files, const std::string& path) const;

 private:
  std::vector<uint64_t> bits_;
};

}  // namespace millrace
