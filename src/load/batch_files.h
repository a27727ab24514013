// Lake files as an engine on this machine can read them: the files themselves, or copies of those in a store, which are
// removed with this object.
#pragma once

#include <concepts>
#include <string>
#include <vector>

#include "load/valid_texts.h"

#include "core/error.h"
#include "storage/file_system.h"

namespace millrace {

class BatchFiles {
 public:
  // `below`: paths below the lake. Fetches copies into a directory of its own in `temporary_folder`. Throws
  // SystemError.
  BatchFiles(FileSystem& files, const std::string& lake, const std::string& temporary_folder,
             const std::vector<std::string>& below);
  ~BatchFiles();
  BatchFiles(const BatchFiles&) = delete;
  BatchFiles& operator=(const BatchFiles&) = delete;

  // In the order of the files.
  const std::vector<std::string>& paths() const { return paths_; }

  // Calls `use(paths)`; again with copies of valid texts (valid_texts.h) if the engine refuses a text.
  template <std::invocable<const std::vector<std::string>&> Use>
  auto Read(Use use) {
    try {
      return use(paths());
    } catch (const UserError& error) {
      if (!IsOfInvalidText(error.what()) || !MakeTextsValid()) throw;
    }
    return use(paths());
  }

  // Has copies of valid texts from now on, where it must; returns whether it changed anything.
  bool MakeTextsValid();

 private:
  void MakeFolder();

  const std::string temporary_folder_;
  std::string folder_;  // empty: nothing was copied
  std::vector<std::string> paths_;
};

}  // namespace millrace
