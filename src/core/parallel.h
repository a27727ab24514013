// A loop whose iterations run side by side. Thread-safe; `body` is called by several threads at a time.
#pragma once

#include <cstddef>
#include <functional>

namespace millrace {

// Calls `body(i)` for every i below `count`, each once, on up to `threads` threads, of which the caller's is one.
// Returns when all are done. The first exception of a body is thrown again here; turns that had not begun by then are
// left out.
void ParallelFor(size_t threads, size_t count, const std::function<void(size_t)>& body);

}  // namespace millrace
