// The transformer plug-ins of one worker, and which lines and rows are theirs: all that no app has another client for
// (processing.client), or the rows of some apps (an app's `client`). Not thread-safe.
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
  // A name of `choice` that no source has is a built-in client's. The sources must outlive this.
  LineClients(const ClientChoice& choice, const std::vector<const LineTransformSource*>& sources,
              const TransformOptions& options);

  bool empty() const { return all_.empty(); }
  // Whether some apps have another client than the rest, so that lines have to be parsed to know whose they are.
  bool by_app() const { return !of_app_.empty(); }
  // Whose a row of this app is; null: a built-in client's. A null app is one that is not named anywhere.
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
