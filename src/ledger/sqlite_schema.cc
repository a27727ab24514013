#include "ledger/sqlite_schema.h"

#include <array>
#include <cstdint>

#include "core/error.h"

namespace millrace {
namespace {

// Marks the file as ours («MLRG») for `file` and for OpenSchema.
constexpr int64_t kApplicationId = 0x4D4C5247;

// Files and replayed rejects have no state; the state of their job counts (ledger.h).
constexpr const char* kJobs = R"sql(
  CREATE TABLE jobs (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    started_ns INTEGER NOT NULL,
    finished_ns INTEGER NOT NULL DEFAULT 0,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    counters TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '');
  CREATE INDEX jobs_uncommitted ON jobs (state) WHERE state <> 'committed';
  CREATE TABLE raw_files (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    job INTEGER NOT NULL REFERENCES jobs (no)) WITHOUT ROWID;
  CREATE INDEX raw_files_job ON raw_files (job);
  CREATE TABLE outputs (
    job INTEGER NOT NULL REFERENCES jobs (no),
    final_path TEXT NOT NULL,
    staged_path TEXT NOT NULL,
    table_name TEXT NOT NULL,
    partition TEXT NOT NULL,
    rows INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (job, final_path)) WITHOUT ROWID;
  CREATE TABLE replayed (
    source_file TEXT NOT NULL,
    line INTEGER NOT NULL,
    bundle_index INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL,
    job INTEGER NOT NULL REFERENCES jobs (no),
    PRIMARY KEY (source_file, line, bundle_index, fingerprint)) WITHOUT ROWID;
)sql";

constexpr const char* kWorkflows = R"sql(
  CREATE TABLE workflow_runs (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    workflow TEXT NOT NULL,
    state TEXT NOT NULL,
    started_ns INTEGER NOT NULL,
    finished_ns INTEGER NOT NULL,
    input TEXT NOT NULL);
  CREATE INDEX workflow_runs_workflow ON workflow_runs (workflow);
  CREATE TABLE workflow_steps (
    run INTEGER NOT NULL REFERENCES workflow_runs (no),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    started_ns INTEGER NOT NULL,
    finished_ns INTEGER NOT NULL,
    next_attempt_ns INTEGER NOT NULL,
    result TEXT NOT NULL,
    error TEXT NOT NULL,
    PRIMARY KEY (run, position)) WITHOUT ROWID;
  CREATE TABLE schedules (
    name TEXT PRIMARY KEY,
    expression TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    anchor INTEGER NOT NULL,
    handled INTEGER NOT NULL) WITHOUT ROWID;
)sql";

// The lake files that jobs retired, and the proofs of erasures. Retired files have no state; the state of their job
// counts.
constexpr const char* kRetired = R"sql(
  CREATE TABLE retired (
    path TEXT PRIMARY KEY,
    table_name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    job INTEGER NOT NULL REFERENCES jobs (no),
    removed INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
  CREATE INDEX retired_job ON retired (job);
  CREATE INDEX retired_left ON retired (removed) WHERE removed = 0;
  CREATE TABLE erasures (
    job INTEGER PRIMARY KEY REFERENCES jobs (no),
    record TEXT NOT NULL);
)sql";

constexpr const char* kLeases = R"sql(
  CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    held INTEGER NOT NULL,
    host TEXT NOT NULL,
    boot_id TEXT NOT NULL,
    pid INTEGER NOT NULL,
    started INTEGER NOT NULL,
    since_ns INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    fence INTEGER NOT NULL) WITHOUT ROWID;
)sql";

// Raw files that could not be read, and those that are being read (failing_files.h).
constexpr const char* kFailingFiles = R"sql(
  CREATE TABLE failing_files (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    failed_ns INTEGER NOT NULL,
    reason TEXT NOT NULL,
    job INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE being_read (
    job INTEGER NOT NULL,
    worker INTEGER NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (job, worker, path)) WITHOUT ROWID;
)sql";

// The contents of raw files, and the changes that were reported (raw_files.h).
constexpr const char* kContents = R"sql(
  ALTER TABLE raw_files ADD COLUMN content TEXT NOT NULL DEFAULT '';
  ALTER TABLE raw_files ADD COLUMN told_size INTEGER NOT NULL DEFAULT -1;
  ALTER TABLE raw_files ADD COLUMN told_modified_ns INTEGER NOT NULL DEFAULT 0;
)sql";

// Files that are read again: they belong to the earlier job until the new one is committed and they are handed over.
constexpr const char* kRereads = R"sql(
  CREATE TABLE rereads (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    content TEXT NOT NULL DEFAULT '',
    job INTEGER NOT NULL REFERENCES jobs (no)) WITHOUT ROWID;
  CREATE INDEX rereads_job ON rereads (job);
  CREATE INDEX replayed_job ON replayed (job);
)sql";

// The directories to which paths are relative (places.h).
constexpr const char* kPlaces = R"sql(
  CREATE TABLE places (
    key TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    from_state TEXT NOT NULL) WITHOUT ROWID;
)sql";

// Lake files on their way into the warehouse, and the apps that have a schema there (load_items.h).
constexpr const char* kLoadItems = R"sql(
  CREATE TABLE load_items (
    path TEXT PRIMARY KEY,
    table_name TEXT NOT NULL,
    app TEXT NOT NULL,
    state TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    version TEXT NOT NULL,
    rows INTEGER NOT NULL,
    registered_ns INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    error TEXT NOT NULL,
    load_id TEXT NOT NULL,
    finished_ns INTEGER NOT NULL,
    has_rejects INTEGER NOT NULL,
    reject_job TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX load_items_rejects ON load_items (path) WHERE has_rejects = 1;
  CREATE INDEX load_items_waiting ON load_items (state, table_name, registered_ns) WHERE state <> 'loaded';
  CREATE INDEX load_items_load ON load_items (load_id);
  CREATE TABLE load_apps (
    app TEXT PRIMARY KEY,
    schema_name TEXT NOT NULL UNIQUE COLLATE NOCASE) WITHOUT ROWID;
  CREATE TABLE retirements (
    job INTEGER NOT NULL REFERENCES jobs (no),
    table_name TEXT NOT NULL,
    app TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (job, table_name, app)) WITHOUT ROWID;
  ALTER TABLE jobs ADD COLUMN registered INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX jobs_to_register ON jobs (no) WHERE registered = 0 AND state = 'committed';
)sql";

// Which day directories of raw files need not be listed again (listings.h).
constexpr const char* kListings = R"sql(
  CREATE TABLE day_listings (
    raw TEXT NOT NULL,
    folder TEXT NOT NULL,
    quiet_since_ns INTEGER NOT NULL,
    finished_ns INTEGER NOT NULL,
    PRIMARY KEY (raw, folder)) WITHOUT ROWID;
  CREATE TABLE full_listings (
    raw TEXT PRIMARY KEY,
    listed_ns INTEGER NOT NULL) WITHOUT ROWID;
)sql";

// The positions of runs, by branch, and the history of their attempts (workflows.h). Unfinished runs continue at their
// position: until now only `process` had runs, with a number of nanoseconds as input. Its lease was called `run`.
constexpr const char* kWorkflowBranches = R"sql(
  CREATE TABLE workflow_branches (
    run INTEGER NOT NULL REFERENCES workflow_runs (no),
    path TEXT NOT NULL,
    step TEXT NOT NULL,
    state TEXT NOT NULL,
    data TEXT NOT NULL,
    visits INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    started_ns INTEGER NOT NULL,
    finished_ns INTEGER NOT NULL,
    wake_ns INTEGER NOT NULL,
    retries INTEGER NOT NULL,
    error TEXT NOT NULL,
    PRIMARY KEY (run, path)) WITHOUT ROWID;
  CREATE TABLE workflow_attempts (
    run INTEGER NOT NULL REFERENCES workflow_runs (no),
    path TEXT NOT NULL,
    visit INTEGER NOT NULL,
    retries INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    step TEXT NOT NULL,
    outcome TEXT NOT NULL,
    started_ns INTEGER NOT NULL,
    finished_ns INTEGER NOT NULL,
    error TEXT NOT NULL,
    report TEXT NOT NULL,
    PRIMARY KEY (run, path, visit, retries, attempt)) WITHOUT ROWID;
  CREATE INDEX workflow_attempts_started ON workflow_attempts (started_ns);
  ALTER TABLE workflow_runs ADD COLUMN parent TEXT NOT NULL DEFAULT '';
  ALTER TABLE workflow_runs ADD COLUMN retries INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX workflow_runs_unfinished ON workflow_runs (no) WHERE state NOT IN ('done', 'abandoned');
  UPDATE workflow_runs SET input = '{"to_ms":' || (CAST(input AS INTEGER) / 1000000) || '}';
  INSERT INTO workflow_branches
    SELECT no, '', name, CASE s.state WHEN 'done' THEN 'waiting' ELSE s.state END, input, position + 1, attempts,
           s.started_ns, s.finished_ns, next_attempt_ns, 0, error
    FROM workflow_runs r JOIN workflow_steps s ON run = no
    WHERE r.state NOT IN ('done', 'abandoned') AND position = ifnull(
      (SELECT min(position) FROM workflow_steps WHERE run = no AND state <> 'done'),
      (SELECT max(position) FROM workflow_steps WHERE run = no));
  INSERT INTO workflow_attempts
    SELECT run, '', position + 1, 0, attempts, name,
           CASE state WHEN 'done' THEN 'done' WHEN 'running' THEN 'running' ELSE 'failed' END, started_ns, finished_ns,
           error, result
    FROM workflow_steps WHERE attempts > 0;
  DROP TABLE workflow_steps;
  UPDATE leases SET name = 'run:process' WHERE name = 'run';
)sql";

// The last record of an output that was looked for in the lake (outputs.h).
constexpr const char* kCheckedOutputs = R"sql(
  CREATE TABLE checked_outputs (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    job INTEGER NOT NULL,
    final_path TEXT NOT NULL);
)sql";

// What metadata scans of the warehouse found (metadata.h), and the newest expiry (expiries.h). The index is for the
// mark of loads.
constexpr const char* kMetadata = R"sql(
  CREATE TABLE metadata_scans (
    app TEXT PRIMARY KEY,
    scan INTEGER NOT NULL,
    finished_ns INTEGER NOT NULL,
    load_mark TEXT NOT NULL,
    top_values INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE metadata_entries (
    app TEXT NOT NULL,
    scan INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    category TEXT NOT NULL,
    count INTEGER NOT NULL,
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    details TEXT NOT NULL,
    PRIMARY KEY (app, scan, kind, name, category)) WITHOUT ROWID;
  CREATE TABLE metadata_descriptions (
    app TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (app, kind, name)) WITHOUT ROWID;
  CREATE TABLE expiries (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    finished_ns INTEGER NOT NULL,
    load_mark TEXT NOT NULL,
    settings TEXT NOT NULL);
  CREATE INDEX load_items_finished ON load_items (finished_ns);
)sql";

// How far the warehouse is (warehouse_marks.h).
constexpr const char* kWarehouseMarks = R"sql(
  CREATE TABLE load_marks (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    changes INTEGER NOT NULL,
    at_ns INTEGER NOT NULL);
  INSERT INTO load_marks
    SELECT 1, count(*), max(finished_ns) FROM load_items WHERE state = 'loaded' HAVING count(*) > 0;
  CREATE TABLE warehouse_marks (
    step TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    at_ns INTEGER NOT NULL) WITHOUT ROWID;
  DROP INDEX load_items_finished;
)sql";

// Tokens, and what people changed (access_tokens.h, audit_log.h).
constexpr const char* kAccess = R"sql(
  CREATE TABLE access_tokens (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    apps TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    created_ns INTEGER NOT NULL,
    expires_ns INTEGER NOT NULL,
    revoked_ns INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE audit_log (
    number INTEGER PRIMARY KEY,
    at_ns INTEGER NOT NULL,
    user TEXT NOT NULL,
    client TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    outcome TEXT NOT NULL);
)sql";

// What people keep of the console (console_documents.h).
constexpr const char* kConsoleDocuments = R"sql(
  CREATE TABLE console_documents (
    app TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    user TEXT NOT NULL,
    created_ns INTEGER NOT NULL,
    changed_ns INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (app, kind, id)) WITHOUT ROWID;
  CREATE TABLE segment_runs (
    app TEXT NOT NULL,
    segment TEXT NOT NULL,
    started_ns INTEGER NOT NULL,
    finished_ns INTEGER NOT NULL,
    is_done INTEGER NOT NULL,
    segment_size INTEGER NOT NULL,
    total_users INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    error TEXT NOT NULL,
    PRIMARY KEY (app, segment, started_ns)) WITHOUT ROWID;
)sql";

// Who asked for a run (workflows.h).
constexpr const char* kAskedRuns = R"sql(
  ALTER TABLE workflow_runs ADD COLUMN asked_by TEXT NOT NULL DEFAULT '';
)sql";

// The statements that migrate a ledger from version n to n + 1. A step that has shipped is never changed.
constexpr std::array<const char*, 17> kVersions = {
    kJobs,     kWorkflows,      kRetired,   kLeases,           kFailingFiles,     kContents,
    kRereads,  kPlaces,         kLoadItems, kListings,         kWorkflowBranches, kCheckedOutputs,
    kMetadata, kWarehouseMarks, kAccess,    kConsoleDocuments, kAskedRuns};

}  // namespace

bool HasNewestSchema(SqliteConnection& connection, const std::string& path) {
  const auto newest = static_cast<int64_t>(kVersions.size());
  const int64_t version = connection.Number("PRAGMA user_version");
  const bool empty = version == 0 && connection.Number("SELECT count(*) FROM sqlite_schema") == 0;
  if (!empty && connection.Number("PRAGMA application_id") != kApplicationId) {
    throw UserError("not a ledger: " + path + " is a database of another program; choose another `state` directory");
  }
  if (version > newest) {
    throw UserError("ledger " + path + " was created by a newer version of millrace; use that version");
  }
  return version == newest;
}

void OpenSchema(SqliteConnection& connection, const std::string& path) {
  const bool newest = HasNewestSchema(connection, path);
  // WAL, so that readers do not block the writer; FULL, so that a commit survives a power failure.
  connection.UseWriteAheadLog();
  connection.Run("PRAGMA synchronous = FULL");
  if (newest) return;
  SqliteTransaction transaction(connection);
  // Another process may have been faster.
  const int64_t version = connection.Number("PRAGMA user_version");
  for (auto next = static_cast<size_t>(version); next < kVersions.size(); ++next) connection.Run(kVersions[next]);
  connection.Run("PRAGMA application_id = " + std::to_string(kApplicationId));
  connection.Run("PRAGMA user_version = " + std::to_string(kVersions.size()));
  transaction.Commit();
}

}  // namespace millrace
