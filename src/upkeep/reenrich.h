// `millrace re-enrich`: place, user agent and traffic source of events in a window of days, anew from the raw values
// that the lake holds, with the databases and rules of now. The report in the ledger names their versions.
//
// What is taken from where, and what stays as it is because its raw value is not in the lake:
// - place: `source_ip` of process_info, for GTM `ip_override` of custom_parameters. Rows without it (Sensors always, or
//   with privacy.ip: drop) keep their place; a truncated address gives the place of its network.
// - user agent: `string` of device_ua. Brand and model are filled where they are empty. Bots are not filtered again.
// - what events say themselves of place and agent (GTM) is read from custom_parameters, and wins or yields as in a run.
// - traffic source: page URL and referrers, as they are in the lake, decoded. Of the SDK client, a source that was sent
//   is not told apart from one that was computed by its name alone, so it stands as given, and only category and
//   channel group are found anew, unless it is none, `Direct`, of a medium that only the classifier writes, or has
//   source and medium of the page's own utm_source and utm_medium. Campaign, term and click id stay where source and
//   medium do. Rows of runs with the same rules, by the checksum in the ledger, keep all of it: there is nothing to
//   find anew.
//
// With the databases and rules that a row was processed with, nothing about it changes. Where privacy rules hide what
// would be read, the columns that come of it stay. Users and sessions keep the first_* and session_* columns that their
// events had when they were processed.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "lake/lake_files.h"
#include "pipeline/process_job.h"

namespace millrace {

struct ReenrichOptions {
  // Days of partitions, since the epoch, both included.
  std::optional<int32_t> first_day;
  std::optional<int32_t> last_day;
};

// The partitions of event_v2 that Reenrich would rewrite, with their files; changes nothing, needs no lock.
struct ReenrichStep {
  Partition partition;
  std::vector<CommittedFile> files;
  uint64_t bytes = 0;
};
std::vector<ReenrichStep> PlanReenrichment(FileSystem& files, Ledger& ledger, const PipelineOptions& options,
                                           const ReenrichOptions& reenrich);

// Takes the project's lease, recovers, and rewrites partition by partition, each in a job of its own. When one fails,
// those before it stay; doing it again does all again. `options` holds the enrichments and the privacy rules, which
// apply. Throws SystemError.
RunReport Reenrich(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const ReenrichOptions& reenrich);

}  // namespace millrace
