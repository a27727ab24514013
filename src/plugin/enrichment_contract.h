// Which columns of event_v2 an enrichment plug-in gets and may give, and the check of what it gave. The rules stand in
// the one column table's terms, so docs/reference/plugins.md is made from them.
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

// Columns of an input that are no columns of event_v2: what the request was sent with (utf8).
inline constexpr std::string_view kSentIpColumn = "request_ip";
inline constexpr std::string_view kSentUserAgentColumn = "request_user_agent";
// A column of an output that is no column of event_v2.
inline constexpr std::string_view kRejectColumn = "reject";   // utf8: why the row is rejected, null where it stays
inline constexpr std::string_view kCustomPrefix = "custom.";  // custom.<key>: a custom parameter

struct EnrichmentContract {
  BatchContract batch;
  std::vector<EventColumn> reads;  // ascending
  bool reads_ip = false;           // behind them
  bool reads_user_agent = false;
  std::vector<std::string> custom;  // keys that it may add
  bool dictionaries = false;        // texts come as dictionary<int32, utf8>, else as utf8
  std::shared_ptr<arrow::Schema> input;
};

// Whether plug-ins may set a column: not what says which event it is and where it comes from, and no maps.
bool MaySetColumn(EventColumn column);

// Throws UserError, which names the plug-in, for a column that is unknown or may not be set.
EnrichmentContract MakeEnrichmentContract(const std::string& name, std::span<const std::string> reads,
                                          std::span<const std::string> sets, bool dictionaries);

// The columns of a batch that the plug-in reads, of the types of `contract.input`.
std::shared_ptr<arrow::RecordBatch> InputOf(const EnrichmentContract& contract, const arrow::RecordBatch& events,
                                            SentValues& sent);

// What an output says, checked: its columns, their types, the number of rows, the arrays themselves; texts are cut to
// their columns' lengths. Throws SystemError that says what is wrong but not whose output it is.
BatchChanges ChangesOf(const EnrichmentContract& contract, const arrow::RecordBatch& output, int64_t rows);

}  // namespace millrace
