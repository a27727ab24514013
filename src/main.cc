#include <csignal>
#include <cstdio>
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
  // A limit on the size of files (ulimit -f) is then an error of the write, which names the file. The signal would end
  // the process, and the raw files that it was reading would be taken for the cause.
  (void)std::signal(SIGXFSZ, SIG_IGN);
  const int code = millrace::RunCommandLine(argc, argv);
  // Everything is committed and closed. What is left would be given back piece by piece, and the SDK of S3 would wait
  // for its threads: up to a tenth of a second of each run.
  (void)std::fflush(nullptr);
  std::_Exit(code);
}
