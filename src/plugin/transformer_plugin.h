// A plug-in as a transformer: raw lines in, events out (transform/line_transform.h). Any thread may create instances;
// each instance belongs to one thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plugin/plugin.h"
#include "schema/table.h"
#include "transform/line_transform.h"

namespace millrace {

// Whether a transformer may return a column: those that a client can know, not those that are looked up or derived.
bool MayGiveColumn(EventColumn column);

// Throws UserError if the plug-in is not a transformer, or if its columns are wrong.
class TransformerPlugin : public LineTransformSource {
 public:
  explicit TransformerPlugin(std::unique_ptr<Plugin> plugin);
  const std::string& name() const override { return plugin_->facts().name; }
  const Plugin& plugin() const { return *plugin_; }
  std::unique_ptr<LineTransform> NewInstance() const override;

 private:
  std::unique_ptr<Plugin> plugin_;
};

}  // namespace millrace
