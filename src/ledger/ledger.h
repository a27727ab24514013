// Records what is done: which raw files were read by which job, which lake files a job published, which rejects were
// replayed, and the progress of workflows and schedules. The ledger makes processing exactly once
// (docs/explanation/exactly-once.md). One ledger serves one project.
//
// It is divided into one small store per kind of record, so that each store of another implementation is one file. No
// function promises a transaction over many rows: a function that takes a list changes row after row, in pages, and
// after a crash each row is durable or not. Records of a job take effect only through the row of the job (jobs.h), so
// an incomplete list does no harm. A function that changes one row is one durable change.
//
// A Ledger with its stores belongs to one thread at a time; other processes may read at the same time. Only the holder
// of the project's lease writes jobs. Failures are SystemErrors that name the ledger. testing/ledger_contract.h has the
// tests that every implementation must pass.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "ledger/access_tokens.h"
#include "ledger/audit_log.h"
#include "ledger/console_documents.h"
#include "ledger/expiries.h"
#include "ledger/failing_files.h"
#include "ledger/jobs.h"
#include "ledger/leases.h"
#include "ledger/listings.h"
#include "ledger/load_items.h"
#include "ledger/metadata.h"
#include "ledger/outputs.h"
#include "ledger/places.h"
#include "ledger/raw_files.h"
#include "ledger/replays.h"
#include "ledger/rereads.h"
#include "ledger/schedules.h"
#include "ledger/warehouse_marks.h"
#include "ledger/workflows.h"

namespace millrace {

struct LedgerSummary {
  uint64_t files_done = 0;
  uint64_t bytes_done = 0;  // as stored
  uint64_t jobs_committed = 0;
  uint64_t jobs_failed = 0;  // and abandoned
  uint64_t rejects_replayed = 0;
};

class Ledger {
 public:
  virtual ~Ledger() = default;

  virtual JobStore& jobs() = 0;
  virtual RawFileStore& raw_files() = 0;
  virtual FailingFileStore& failing_files() = 0;
  virtual ListingStore& listings() = 0;
  virtual RereadStore& rereads() = 0;
  virtual OutputStore& outputs() = 0;
  virtual ReplayStore& replays() = 0;
  virtual WorkflowStore& workflows() = 0;
  virtual ScheduleStore& schedules() = 0;
  virtual LeaseStore& leases() = 0;

  // The leases for another thread, through a separate connection, which must not outlive the ledger. Can be called by
  // any thread.
  virtual std::unique_ptr<LeaseStore> OpenLeases() = 0;
  virtual LedgerSummary Summary() = 0;
  // Writes a snapshot of the ledger to a local file that does not exist yet. Nobody holds a lease in the copy.
  virtual void CopyTo(const std::string& path) = 0;

  virtual PlaceStore& places() = 0;
  virtual LoadItemStore& load_items() = 0;
  virtual MetadataStore& metadata() = 0;
  virtual ExpiryStore& expiries() = 0;
  virtual WarehouseMarkStore& warehouse_marks() = 0;
  virtual AccessTokenStore& access_tokens() = 0;
  virtual AuditLog& audit_log() = 0;
  virtual ConsoleDocumentStore& console_documents() = 0;
};

}  // namespace millrace
