// The loop of one table: takes what waits in batches of one app, merges each, and writes down what became of it. A
// batch that fails for another reason than the machine is split until the file that cannot be loaded stands alone. It
// counts as a failure of the file once another one was loaded, or a file without rows could be (failure_cause.h).
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "load/load_shared.h"

namespace millrace {

// Belongs to one thread.
class TableLoop {
 public:
  TableLoop(LoadShared& shared, TableId table);

  // Until nothing waits. Throws SystemError when the machine fails, or file after file; the batch at work waits again.
  void Run();

 private:
  // A file that failed alone; its batch still claims it.
  struct Suspect {
    LoadItem item;
    std::string load_id;
    std::string error;
  };
  void LoadWhatWaits();
  std::vector<std::vector<LoadItem>> Plan();
  void LoadFiles(const std::vector<LoadItem>& items);
  // Merges claimed files, again after conflicts and lost connections.
  RowCounts Merge(const std::vector<LoadItem>& items, const std::string& load_id);
  void Finish(const std::vector<LoadItem>& items, const std::string& load_id, const RowCounts& counts);
  // What to do with a batch that cannot be loaded as it is.
  void Isolate(std::vector<LoadItem> items, const std::string& load_id, const std::string& error);
  void Suspected(const LoadItem& item, const std::string& load_id, const std::string& error);
  // Blames the suspects, or gives them back and throws a SystemError that says what every file lacks.
  void JudgeSuspects();
  void BlameSuspects();
  void GiveBackSuspects();
  // Whether a file is not in the lake any more.
  bool IsGone(const LoadItem& item);
  bool IsAnyGone(const std::vector<LoadItem>& items);
  void GiveBack(const std::string& load_id);

  LoadShared& shared_;
  const TableId table_;
  const std::string name_;
  BatchMerge merge_;
  std::set<std::string> failed_;   // in this load: not to be tried again
  std::vector<Suspect> suspects_;  // since a batch was loaded, in the order in which they failed
};

}  // namespace millrace
