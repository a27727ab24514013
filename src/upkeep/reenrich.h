// `millrace re-enrich`: computes location, user agent and traffic source again, for the events in a window of days,
// from the raw values in the lake and with the current databases and rules. The report in the ledger names their
// versions.
//
// The inputs, and the values that are kept because their raw value is not in the lake:
// - Location: `source_ip` of process_info; for GTM `ip_override` of custom_parameters. Rows without it (all of Sensors,
//   and those written with privacy.ip: drop) keep their location. A truncated address gives the location of its
//   network.
// - User agent: `string` of device_ua. Brand and model are filled where they are empty. Bots are not filtered again.
// - Values of location and user agent that an event contains itself (GTM) are read from custom_parameters. They have
//   the same precedence as in a run.
// - Traffic source: page URL and referrers, decoded, as they are in the lake. A row of the SDK client does not tell
//   whether its source was sent or computed. So the source is treated as sent, and only category and channel group are
//   computed again, except in four cases: there is no source, it is `Direct`, its medium is one that only the
//   classifier writes, or source and medium equal utm_source and utm_medium of the page. Campaign, term and click id
//   are kept whenever source and medium are. Rows of runs with the same rules (by the checksum in the ledger) are not
//   changed.
//
// If the databases and rules are those that a row was processed with, the row does not change. Columns whose inputs are
// hidden by privacy rules are kept. Users and sessions keep the first_* and session_* columns that their events had
// when they were processed.
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

// The partitions of event_v2 that Reenrich would rewrite, with their files. Changes nothing and needs no lease.
struct ReenrichStep {
  Partition partition;
  std::vector<CommittedFile> files;
  uint64_t bytes = 0;
};
std::vector<ReenrichStep> PlanReenrichment(FileSystem& files, Ledger& ledger, const PipelineOptions& options,
                                           const ReenrichOptions& reenrich);

// Takes the project's lease, recovers, and rewrites partition by partition, each in a job of its own. If one fails, the
// earlier ones stay committed; a second call rewrites all of them again. `options` contains the enrichments and the
// privacy rules to apply. Throws SystemError.
RunReport Reenrich(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const ReenrichOptions& reenrich);

}  // namespace millrace
