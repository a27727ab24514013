// A loop whose iterations run in parallel. Thread-safe; several threads call `body` at the same time.
#pragma once

#include <cstddef>
#include <functional>

namespace millrace {

// Calls `body(i)` once for every i below `count`, on up to `threads` threads including that of the caller. Returns when
// all calls have ended. Rethrows the first exception of a call; calls that have not begun by then are skipped.
void ParallelFor(size_t threads, size_t count, const std::function<void(size_t)>& body);

}  // namespace millrace
