#include "cli/process_window.h"

#include "core/error.h"
#include "core/time.h"

namespace millrace {

void WindowFlags::AddTo(CLI::App& command) {
  AddFlag(command, "--from", from, "TIME", "Only files modified after this: 2025-03-10, 2025-03-10T12:00Z");
  AddFlag(command, "--to", to, "TIME", "Only files modified up to this");
  AddFlag(command, "--settle", settle, "DURATION",
          "Overrides `processing.settle`: how long a file must be unmodified before it is read; 0s reads all files now")
      ->check(IsDuration());
  AddSwitch(command, "--full-scan", full_scan,
            "List all days, also those in which nothing new was found for a day: for files that arrived late");
}

void WindowFlags::ApplySettle(Config& config) const {
  if (settle.empty()) return;
  config.processing.settle_ms = ParseDuration(settle);
}

ModifiedWindow WindowFlags::Window() const {
  const ModifiedWindow window{
      .from_ns = InstantFlag("--from", from), .to_ns = InstantFlag("--to", to), .full_scan = full_scan};
  if (window.from_ns && window.to_ns && *window.from_ns >= *window.to_ns) throw UserError("--from must be before --to");
  return window;
}

}  // namespace millrace
