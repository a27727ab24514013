#include "plugin/plugin.h"

#include <arrow/record_batch.h>

#include "core/error.h"
#include "plugin/library_plugin.h"
#include "plugin/program_plugin.h"

namespace millrace {
namespace {

class EnrichmentInstance : public BatchEnrichment {
 public:
  EnrichmentInstance(const EnrichmentContract& contract, std::unique_ptr<PluginInstance> plugin)
      : contract_(contract), plugin_(std::move(plugin)) {}

  BatchChanges Run(const arrow::RecordBatch& events, SentValues& sent) override {
    const auto output = plugin_->Run(InputOf(contract_, events, sent));
    if (output == nullptr) return {};
    try {
      return ChangesOf(contract_, *output, events.num_rows());
    } catch (const SystemError& error) {
      throw SystemError("plug-in `" + contract_.batch.name + "` failed: " + error.what());
    }
  }
  void Finish() override { plugin_->Finish(); }

 private:
  const EnrichmentContract& contract_;
  std::unique_ptr<PluginInstance> plugin_;
};

}  // namespace

std::unique_ptr<Plugin> OpenPlugin(const Config::Plugin& config) {
  return config.path.empty() ? OpenProgramPlugin(config) : OpenLibraryPlugin(config);
}

EnrichmentPlugin::EnrichmentPlugin(std::unique_ptr<Plugin> plugin) : plugin_(std::move(plugin)) {
  const PluginFacts& facts = plugin_->facts();
  if (facts.transformer) throw UserError("plug-in `" + facts.name + "` is a transformer, not an enrichment");
  contract_ = MakeEnrichmentContract(facts.name, facts.reads, facts.sets, facts.dictionaries);
}

std::unique_ptr<BatchEnrichment> EnrichmentPlugin::NewInstance() const {
  return std::make_unique<EnrichmentInstance>(contract_, plugin_->Start());
}

}  // namespace millrace
