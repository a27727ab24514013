// How lake files come to the item store: from the jobs that published them, from a look through the lake, and from
// notices. The caller holds kLoadLease under `fence`, and has resolved what an earlier load left claimed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "load/apps.h"

#include "ledger/ledger.h"
#include "storage/file_system.h"

namespace millrace {

struct RegisterCounts {
  uint64_t added = 0;      // files that wait now
  uint64_t unchanged = 0;  // files of compactions whose inputs were loaded: nothing to do
  uint64_t forgotten = 0;  // files that are not in the lake any more

  void Add(const RegisterCounts& other) {
    added += other.added;
    unchanged += other.unchanged;
    forgotten += other.forgotten;
  }
};

// Takes over the files of committed jobs that no load has seen yet, job by job in their order. May be repeated from any
// point: a job is marked when all its files are registered and those that it retired are forgotten.
//
// Compaction changes no rows. If all files that it read are loaded, its files are loaded, too.
RegisterCounts TakeOverJobs(Ledger& ledger, int64_t fence, LoadApps& apps);

// Looks through the lake: registers files that nobody announced, also those of other writers, and forgets records of
// files that are gone. Files of jobs that are not committed and files that jobs retired are not looked at.
RegisterCounts ScanLake(FileSystem& files, Ledger& ledger, int64_t fence, LoadApps& apps, const std::string& lake,
                        const std::string& project);

// Registers the files of notices (notices.h). An event of the future counts as one of `now_ns`. Returns how many were
// not known.
uint64_t RegisterNotices(Ledger& ledger, LoadApps& apps, std::vector<LoadItem>& items, int64_t now_ns);

// Files that were given up are tried again by themselves when they have another size or version now, and are forgotten
// when they are gone. Looks at the first thousand failed ones.
RegisterCounts LookAtGivenUp(FileSystem& files, Ledger& ledger, int64_t fence, LoadApps& apps, const std::string& lake);

}  // namespace millrace
