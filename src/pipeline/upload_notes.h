// The uploads that tasks start into a store. An upload can be found again only by its name, and a task has no ledger to
// record it in, so it writes a small object below the staging folder of its job before each: `upload-N`, which contains
// the final path of the file. Only a store whose staged files are uploads (S3) needs them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/outputs.h"
#include "storage/file_system.h"

namespace millrace {

// Whether the lake is in such a store.
bool NeedsUploadNotes(const std::string& lake);

// Writes the note of an upload that is about to start. `folder`: of the attempt; `number`: unique in it. `final_path`
// is an address.
void WriteUploadNote(FileSystem& files, const std::string& folder, uint64_t number, const std::string& final_path);

// The final paths in all notes at any depth below a folder, as addresses.
std::vector<std::string> NotedUploads(FileSystem& files, const std::string& folder);

// Aborts the unfinished uploads of these files. An upload that was completed is not touched.
void AbortNotedUploads(FileSystem& files, const std::vector<std::string>& paths);

}  // namespace millrace
