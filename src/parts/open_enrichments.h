// Opens what a configuration names for the kernel: databases, rules and plug-ins, and the options beside them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "privacy/privacy_rules.h"

#include "core/config.h"
#include "kernel/kernel.h"
#include "pipeline/run_report.h"
#include "plugin/plugin.h"
#include "plugin/transformer_plugin.h"

namespace millrace {

// The databases and rules of a config. Opening throws UserError for what is missing or faulty. Thread-safe to use.
struct OpenEnrichments {
  explicit OpenEnrichments(const Config& config);

  Enrichments View() const;

  // Null if the configuration switches the enrichment off. Without a database there are no locations, and a warning is
  // logged (spec/enrichment.md, I6).
  std::unique_ptr<GeoDatabase> geo;
  std::unique_ptr<UserAgentRules> user_agents;
  std::unique_ptr<TrafficSourceRules> traffic_source;
  std::vector<std::unique_ptr<TransformerPlugin>> transformers;  // of the clients that are not built in
  std::vector<std::unique_ptr<EnrichmentPlugin>> plugins;        // in their order
  std::vector<DatabaseInfo> databases;                           // for reports
  PrivacyRules privacy;

 private:
  std::vector<std::string> on_batches_;                           // built-in ones, by name
  std::vector<std::unique_ptr<BatchEnrichmentSource>> built_in_;  // the same
  std::vector<const BatchEnrichmentSource*> order_;               // with the plug-ins
};

KernelOptions KernelOptionsOf(const Config& config, int threads);

// The rules of `privacy`, with the secret from the environment. Throws UserError for a name that is not a column.
PrivacyRules PrivacyRulesOf(const Config& config);
// MILLRACE_PRIVACY_SECRET; empty if it is not set.
std::string PrivacySecret();

}  // namespace millrace
