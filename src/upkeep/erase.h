// `millrace erase`: removes a person from every table of the lake and from the rejects. Only files that contain the
// person are rewritten, in one job; their old versions are deleted. The ledger records a proof.
//
// The person's rows are those whose user_pseudo_id or user_id is one of `ids`. A reject belongs to the person if an id
// occurs in its text as a separate word, also inside base64 and gzip: removing one reject too many is better than
// keeping one.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "upkeep/row_filter.h"

#include "pipeline/process_job.h"

namespace millrace {

struct EraseOptions {
  std::vector<std::string> ids;  // the id in clear, and its pseudonym where there is one; not empty
  // The name of the person in the proof; never the id itself (SubjectOf).
  std::string subject;
};

// `hmac-sha256:<hash>` if there is a secret, else `hmac-sha256:<salt>:<hash>` with a new salt. Anyone who knows the id
// can verify it, but nobody can recover it.
std::string SubjectOf(const std::string& secret, const std::string& id);

struct FileToErase : TableFile {
  uint64_t rows = 0;  // of the person
};

struct ErasePlan {
  std::vector<FileToErase> files;  // that hold the person, by table and path
  // Other devices on which a user_id of `ids` was seen. Their rows without that id are not erased.
  std::set<std::string> devices;
};

// Plans what Erase would do. Changes nothing and needs no lease. Reads the ids of all rows.
ErasePlan PlanErasure(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const EraseOptions& erase);

// Takes the project's lease, recovers and erases. If the person is not found, it does nothing and writes no proof.
// Throws SystemError.
RunReport Erase(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const EraseOptions& erase);

}  // namespace millrace
