// Plug-ins: opened as configured, started once per worker, and given batches. How batches are passed (to a shared
// library or a program) is independent of what they mean (to an enrichment or a transformer).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/config.h"
#include "enrich/batch_enrichment.h"
#include "plugin/enrichment_contract.h"

namespace arrow {
class RecordBatch;
class Schema;
}  // namespace arrow

namespace millrace {

// What a plug-in, or its configuration, declares.
struct PluginFacts {
  std::string name;
  std::string place;  // the library's path, or the program's command
  std::string description;
  bool transformer = false;
  std::vector<std::string> config_keys;  // empty for a program: it checks them itself
  std::vector<std::string> reads;
  std::vector<std::string> sets;
  bool dictionaries = false;
};

// The running plug-in of one worker; not thread-safe. Run and Finish throw SystemError that names the plug-in; after
// that it can only be destroyed.
class PluginInstance {
 public:
  virtual ~PluginInstance() = default;
  // Returns null if nothing changed. All batches of an instance have the same schema.
  virtual std::shared_ptr<arrow::RecordBatch> Run(const std::shared_ptr<arrow::RecordBatch>& input) = 0;
  virtual void Finish() {}
};

// Thread-safe.
class Plugin {
 public:
  virtual ~Plugin() = default;
  virtual const PluginFacts& facts() const = 0;
  // Throws UserError if the plug-in rejects its config, SystemError if the program cannot be started.
  virtual std::unique_ptr<PluginInstance> Start() const = 0;
};

// Loads the library or finds the program. Throws UserError that names the plug-in. A library stays loaded until this
// process ends, because its arrays may outlive the result.
std::unique_ptr<Plugin> OpenPlugin(const Config::Plugin& config);

// A plug-in as an enrichment. Throws UserError if it is not one, or if its columns are wrong.
class EnrichmentPlugin : public BatchEnrichmentSource {
 public:
  explicit EnrichmentPlugin(std::unique_ptr<Plugin> plugin);
  const BatchContract& contract() const override { return contract_.batch; }
  const EnrichmentContract& columns() const { return contract_; }
  const Plugin& plugin() const { return *plugin_; }
  std::unique_ptr<BatchEnrichment> NewInstance() const override;

 private:
  std::unique_ptr<Plugin> plugin_;
  EnrichmentContract contract_;
};

}  // namespace millrace
