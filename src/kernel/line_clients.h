// The transformer plug-ins of one worker, and which lines and rows they get: all lines of apps without a client of
// their own (processing.client), or the rows of some apps (an app's `client`). Not thread-safe.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kernel/line_batches.h"
#include "transform/transformer.h"

namespace millrace {

class LineClients {
 public:
  // A name in `choice` that no source has is that of a built-in client. The sources must outlive this object.
  LineClients(const ClientChoice& choice, const std::vector<const LineTransformSource*>& sources,
              const TransformOptions& options);

  bool empty() const { return all_.empty(); }
  // Whether some apps have a client of their own, so that lines have to be parsed to find their client.
  bool by_app() const { return !of_app_.empty(); }
  // The plug-in that gets the rows of an app; null if its client is built in. A null app stands for every app that is
  // not configured.
  LineBatches* Of(NullableText app_id) const {
    const auto found = of_app_.find(std::string_view(app_id));
    return found == of_app_.end() ? of_the_rest_ : found->second;
  }
  const std::vector<std::unique_ptr<LineBatches>>& all() const { return all_; }

 private:
  LineBatches* Named(const std::string& client) const;

  std::vector<std::unique_ptr<LineBatches>> all_;
  LineBatches* of_the_rest_ = nullptr;
  std::map<std::string, LineBatches*, std::less<>> of_app_;
};

}  // namespace millrace
