// A project, opened: its configuration, the stores that it names, and its ledger. Every service of this room takes one.
//
// Owns the configuration and the connections to stores, which are made when they are first used. A ledger belongs to
// whoever opened it. Thread-safe: the configuration never changes, and each service opens a ledger of its own.
#pragma once

#include <memory>

#include "core/config.h"
#include "ledger/ledger.h"
#include "storage/all_file_systems.h"

namespace millrace {

class Project {
 public:
  // Throws UserError for a schedule that cannot be read.
  explicit Project(Config config);
  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;

  const Config& config() const { return config_; }
  FileSystem& files() { return files_; }

  // Makes the state folder and the ledger when they are missing. Throws what OpenSqliteLedger throws.
  std::unique_ptr<Ledger> OpenLedger() const;
  // For services that change nothing: a missing ledger is an empty one, and every change is refused.
  std::unique_ptr<Ledger> OpenLedgerToRead() const;

 private:
  const Config config_;
  AllFileSystems files_;
};

}  // namespace millrace
