// Which columns of event_v2 an enrichment plug-in reads and may set, and the validation of what it returns. The rules
// refer to the one table of columns, so docs/reference/plugin-columns.md is generated from them.
//
// Plain values and functions; thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "enrich/batch_enrichment.h"

namespace arrow {
class Schema;
}

namespace millrace {

// Input columns that are not columns of event_v2: what the request was sent with (utf8).
inline constexpr std::string_view kSentIpColumn = "request_ip";
inline constexpr std::string_view kSentUserAgentColumn = "request_user_agent";
// Output columns that are not columns of event_v2.
inline constexpr std::string_view kRejectColumn = "reject";   // utf8: why the row is rejected, or null if it stays
inline constexpr std::string_view kCustomPrefix = "custom.";  // custom.<key>: a custom parameter

struct EnrichmentContract {
  BatchContract batch;
  std::vector<EventColumn> reads;  // ascending
  bool reads_ip = false;           // after them
  bool reads_user_agent = false;
  std::vector<std::string> custom;  // keys that it may add
  bool dictionaries = false;        // texts are passed as dictionary<int32, utf8>, otherwise as utf8
  std::shared_ptr<arrow::Schema> input;
};

// Whether plug-ins may set a column: not those that identify the event and its origin, and no maps.
bool MaySetColumn(EventColumn column);

// Throws UserError, which names the plug-in, for a column that is unknown or may not be set.
EnrichmentContract MakeEnrichmentContract(const std::string& name, std::span<const std::string> reads,
                                          std::span<const std::string> sets, bool dictionaries);

// The columns of a batch that the plug-in reads, with the types of `contract.input`.
std::shared_ptr<arrow::RecordBatch> InputOf(const EnrichmentContract& contract, const arrow::RecordBatch& events,
                                            SentValues& sent);

// Validates an output (columns, types, number of rows, the arrays themselves) and returns its changes, with texts cut
// to the lengths of their columns. Throws SystemError that says what is wrong, but not which plug-in it was.
BatchChanges ChangesOf(const EnrichmentContract& contract, const arrow::RecordBatch& output, int64_t rows);

}  // namespace millrace
