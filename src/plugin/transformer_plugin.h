// A plug-in as a transformer: raw lines in, events out (transform/line_transform.h). Instances may be made by any
// thread; each belongs to one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plugin/plugin.h"
#include "schema/table.h"
#include "transform/line_transform.h"

namespace millrace {

// Whether a transformer may give a column: what a client can know, not what is looked up or derived from the rest.
bool MayGiveColumn(EventColumn column);

// Throws UserError when it is no transformer, or its columns are wrong.
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
