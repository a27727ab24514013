// What happens to one request, told in words: the stages are the production ones, run one by one, and the rows at the
// end come from the kernel itself.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "project/project_parts.h"

#include "core/config.h"
#include "raw/raw_file.h"

namespace millrace {

// Not thread-safe. Config and enrichments must outlive it.
class RequestTracer {
 public:
  RequestTracer(const Config& config, const OpenEnrichments& enrichments, bool color);
  ~RequestTracer();
  RequestTracer(const RequestTracer&) = delete;
  RequestTracer& operator=(const RequestTracer&) = delete;

  // The story of a line; of one event only when `index` is given. Throws UserError when the request has no such event.
  std::string Trace(const RawLine& line, std::string_view file, std::optional<int> index);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
