#include "cli/json_keys.h"

#include "cli/json_data_keys.h"
#include "cli/json_job_keys.h"
#include "cli/json_status_keys.h"
#include "cli/json_warehouse_keys.h"

namespace millrace {

std::vector<JsonOutput> JsonOutputs() {
  using namespace json_keys;
  const JsonKeyGroup job{"", kJob};
  const JsonKeyGroup lake_files{"", kLakeFiles};
  const JsonKeyGroup cost{"", kCost};
  const JsonKeyGroup written{"", kRowsWritten};
  const JsonKeyGroup rejected{"", kRejected};
  const JsonKeyGroup databases{"", kDatabases};
  const JsonKeyGroup counters{"", kCounters};
  const JsonKeyGroup estimate{"", kEstimate};
  const JsonKeyGroup scheduled{"", kScheduledRun};
  const JsonKeyGroup aside{"", kFilesAside};
  return {
      {"generate", "The generated traffic.", {{"", kGenerate}}},
      {"try", "What the files contain; nothing was written.", {counters, written, rejected, {"", kTry}}},
      {"explain", "The entries of the explanation, in order.", {{"", kExplain}}},
      {"plan", "What a run would read and need; also of `process --dry-run`.", {{"", kPlan}, aside, estimate}},
      {"process",
       "What was read, written and rejected, and what it took.",
       {job,
        {"", kProcessFiles},
        lake_files,
        counters,
        written,
        rejected,
        {"", kProcessEnd},
        cost,
        estimate,
        databases}},
      {"process --again --dry-run", "What would be read again and replaced.", {{"", kAgainPlan}}},
      {"replay",
       "The result for the chosen rejects.",
       {job, {"", kReplay}, written, rejected, lake_files, cost, databases}},
      {"run --once", "The runs that were continued or started.", {scheduled, {"", kRunsDone}}},
      {"retry", "The parked runs that were tried again.", {scheduled, {"", kRunsDone}}},
      {"retry, while `millrace run` is running",
       "The parked run, which the running service continues.",
       {{"", kRetryService}}},
      {"retry --file", "The raw files that were released.", {{"", kRetryFile}}},
      {"schedule preview", "When a schedule runs.", {{"", kSchedule}}},
      {"compact", "What was merged.", {job, {"", kReplaced}, {"", kRowsCopied}, written, lake_files, cost}},
      {"compact --dry-run", "What would be merged.", {{"", kReplacePlan}}},
      {"re-enrich",
       "What was enriched again.",
       {job, {"", kReplaced}, {"", kRowsCopied}, written, lake_files, cost, databases}},
      {"re-enrich --dry-run", "What would be enriched again.", {{"", kReplacePlan}}},
      {"expire --warehouse",
       "Rows of the warehouse that would be removed; with `--yes`, that were.",
       {{"", kWarehouseExpiry}}},
      {"expire --yes", "What was removed.", {job, {"", kExpire}, cost}},
      {"expire", "What would be removed.", {{"", kExpirePlan}}},
      {"erase",
       "What was erased, with its proof.",
       {job, {"", kErase}, {"proof.", kProof}, {"", kReplaced}, lake_files, cost}},
      {"erase --dry-run", "What would be erased.", {{"", kErasePlan}}},
      {"catalog", "The statements for another engine.", {{"", kCatalog}}},
      {"load", "What was loaded.", {{"", kLoad}}},
      {"model", "What was built for each app; with `--dry-run`, what would be.", {{"", kModelRuns}}},
      {"model graph", "The models, each after those that it depends on; also of `model docs`.", {{"", kModels}}},
      {"schema plan", "What would be changed for each app.", {{"", kSchema}}},
      {"schema apply", "What was changed for each app.", {{"", kSchema}}},
      {"metadata", "What each app has; with `--scan`, what a scan found.", {{"", kMetadataApps}}},
      {"metadata events",
       "Names of a kind, the most frequent first; also of `metadata parameters` and `metadata attributes`.",
       {{"", kMetadataNames}}},
      {"export", "What was written.", {{"", kExport}}},
      {"token create", "The new token.", {{"", kToken}, {"", kNewToken}}},
      {"token list", "All tokens, the oldest first.", {{"tokens[].", kToken}}},
      {"token revoke", "The token that is not valid any more.", {{"", kRevokedToken}}},
      {"plugins list", "The plug-ins of the configuration.", {{"", kPluginsList}}},
      {"plugins check", "The result of their test on a sample.", {{"", kPluginsCheck}}},
      {"query", "The result of the statement.", {{"", kQuery}}},
      {"status",
       "The project, with its newest jobs (`--runs` says how many).",
       {{"", kStatus}, aside, scheduled, {"", kWorkflowsOfStatus}}},
      {"runs", "The newest runs of workflows, newest first.", {{"runs[].", kRun}}},
      {"runs RUN", "One run, with its newest attempts (at most 1000).", {{"", kRun}, {"", kAttempts}}},
      {"status --erasures", "One object per erasure, one per line, newest first; also without --json.", {{"", kProof}}},
      {"doctor", "What was checked.", {{"", kDoctor}}},
      {"doctor --remove-uploads", "What was aborted.", {{"", kRemoveUploads}}},
      {"doctor --restore-state", "What was restored.", {{"", kRestoreState}}},
      {"doctor --adopt-lake", "The files that were adopted.", {{"", kAdoptLake}}},
      {"version", "The program.", {{"", kVersion}}},
  };
}

}  // namespace millrace
