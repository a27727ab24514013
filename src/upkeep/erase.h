// `millrace erase`: removes a person from every table of the lake and from the rejects. Only files that hold the person
// are written anew, in one job; their old versions are removed from the disk. A proof goes to the ledger.
//
// The person's rows are those whose user_pseudo_id or user_id is one of `ids`. A reject is the person's when an id
// stands in its text as a word of its own, also inside base64 and gzip: rather one reject too many than one left.
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
  // How the proof names the person: never the id itself (SubjectOf).
  std::string subject;
};

// `hmac-sha256:<hash>` when there is a secret, else `hmac-sha256:<salt>:<hash>` with a new salt: whoever knows the id
// can check that it is meant, nobody can read it.
std::string SubjectOf(const std::string& secret, const std::string& id);

struct FileToErase : TableFile {
  uint64_t rows = 0;  // of the person
};

struct ErasePlan {
  std::vector<FileToErase> files;  // that hold the person, by table and path
  // Other devices that a user_id of `ids` was seen on. What they did without that id is not erased with it.
  std::set<std::string> devices;
};

// What Erase would do; changes nothing, needs no lock. Reads the ids of all rows.
ErasePlan PlanErasure(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const EraseOptions& erase);

// Takes the project's lease, recovers, erases. Nothing happens, and no proof is written, when nobody is found. Throws
// SystemError.
RunReport Erase(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const EraseOptions& erase);

}  // namespace millrace
