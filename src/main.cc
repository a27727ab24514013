#include <cstdlib>

#include "cli/command_line.h"

int main(int argc, char** argv) {
  // Arrow's own allocator would keep pages that ours could use again. The first who asks for Arrow's pool settles it.
  setenv("ARROW_DEFAULT_MEMORY_POOL", "system", 0);
  return millrace::RunCommandLine(argc, argv);
}
