// The order of enrichments. The built-in ones are asked while rows are made, once a distinct text, which gives the same
// as any order that no plug-in could tell from it; where one could, they take their turn on batches. Pure function;
// thread-safe.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "plugin/enrichment_contract.h"

namespace millrace {

// The built-in enrichments that stand behind a plug-in which reads or sets what they set, or sets what they read.
// `names` is the list, `plugins` has a contract for each name in it that is not built in, in that order.
std::vector<std::string> BuiltInsOnBatches(std::span<const std::string> names,
                                           std::span<const EnrichmentContract* const> plugins);

}  // namespace millrace
