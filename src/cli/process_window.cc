#include "cli/process_window.h"

#include "core/error.h"

namespace millrace {

void WindowFlags::AddTo(CLI::App& command) {
  AddFlag(command, "--from", from, "TIME", "Only files modified after this: 2025-03-10, 2025-03-10T12:00Z");
  AddFlag(command, "--to", to, "TIME", "Only files modified up to this");
}

ProcessWindow WindowFlags::Window(const Config& config) const {
  const ProcessWindow window{.from_ns = InstantFlag("--from", from),
                             .to_ns = InstantFlag("--to", to),
                             .max_bytes_per_run = config.processing.max_bytes_per_run};
  if (window.from_ns && window.to_ns && *window.from_ns >= *window.to_ns) throw UserError("--from must be before --to");
  return window;
}

}  // namespace millrace
