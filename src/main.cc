#include <malloc.h>

#include "cli/command_line.h"

namespace {

// Buffers of this size and more go back to the system when they are freed. By itself the allocator would raise the
// bound with each large buffer, keep the pieces that growing columns leave behind, and need half as much memory again.
constexpr int kMappedBytes = 1024 * 1024;

}  // namespace

int main(int argc, char** argv) {
  mallopt(M_MMAP_THRESHOLD, kMappedBytes);
  return millrace::RunCommandLine(argc, argv);
}
