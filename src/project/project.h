// An open project: its configuration, its stores and its ledger. Every service of this room takes one.
//
// Owns the configuration and the connections to stores, which are opened on first use, and knows the warehouse that is
// open (project_warehouse.h). A ledger belongs to the code that opened it. Thread-safe: the configuration never
// changes, and each service opens a ledger of its own.
#pragma once

#include <memory>

#include "core/config.h"
#include "ledger/ledger.h"
#include "storage/all_file_systems.h"

namespace millrace {

struct OpenedWarehouse;

class Project {
 public:
  // Throws UserError for an invalid schedule.
  explicit Project(Config config);
  ~Project();
  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;

  const Config& config() const { return config_; }
  FileSystem& files() { return files_; }
  OpenedWarehouse& warehouse() { return *warehouse_; }  // for OpenProjectWarehouse

  // Creates the state directory and the ledger if they are missing. Throws what OpenSqliteLedger throws.
  std::unique_ptr<Ledger> OpenLedger() const;
  // For services that change nothing: a missing ledger is an empty one, and every change is refused.
  std::unique_ptr<Ledger> OpenLedgerToRead() const;

 private:
  const Config config_;
  AllFileSystems files_;
  const std::unique_ptr<OpenedWarehouse> warehouse_;
};

}  // namespace millrace
