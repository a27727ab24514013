#include <cstdlib>

#include "cli/command_line.h"

// Read by jemalloc. Pages that are free for a second go back to the system, so that a long run holds no more of them
// than a short one; sooner would cost time.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "dirty_decay_ms:1000";
}

int main(int argc, char** argv) {
  // Arrow's own allocator would keep pages that ours could use again. The first who asks for Arrow's pool settles it.
  setenv("ARROW_DEFAULT_MEMORY_POOL", "system", 0);
  return millrace::RunCommandLine(argc, argv);
}
