// The order of enrichments, and why it holds. The three built-in ones are asked while rows are made, before any plug-in
// sees a batch. A list that names a plug-in first is as good as done in that order when the two do not touch each
// other's columns; one where it could be seen is refused.
#pragma once

#include <span>
#include <string>

#include "plugin/enrichment_contract.h"

namespace millrace {

// Throws UserError for a built-in enrichment that stands behind a plug-in which reads or sets what it sets, or sets
// what it reads. `names` is the list, `plugins` has a contract for each name in it that is not built in, in that order.
void CheckEnrichmentOrder(std::span<const std::string> names, std::span<const EnrichmentContract* const> plugins);

}  // namespace millrace
