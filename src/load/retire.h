// Rows that have left the lake leave the warehouse: for every retired key (retired_keys.h) the row becomes the merge of
// what is left of it in the lake, or is deleted. What became of them is kept with the job in the ledger.
#pragma once

#include <string>

#include "load/load_shared.h"

namespace millrace {

// Works off the files of keys whose jobs are registered, after their new files were loaded. A file of keys whose
// remaining lake files cannot be read now is left for the next load, with a note.
void RetireRows(LoadShared& shared, BatchMerge& merge, const std::string& keys_folder);

// Before all files are loaded again: a schema that has nothing has no row that left the lake, whatever its key.
void ForgetRowsOfEmptySchemas(LoadShared& shared, BatchMerge& merge, const std::string& keys_folder);

}  // namespace millrace
