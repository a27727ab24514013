// The order of enrichments. The built-in ones run while rows are created, once per distinct text, as long as no plug-in
// could tell the difference; otherwise they run on batches, in the configured order. Pure function; thread-safe.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "plugin/enrichment_contract.h"

namespace millrace {

// The built-in enrichments that follow a plug-in which reads or sets a column that they set, or sets one that they
// read. `names` is the configured list; `plugins` has a contract for each name in it that is not built in, in that
// order.
std::vector<std::string> BuiltInsOnBatches(std::span<const std::string> names,
                                           std::span<const EnrichmentContract* const> plugins);

}  // namespace millrace
