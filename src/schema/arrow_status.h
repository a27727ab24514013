// Arrow reports failures by value. While batches are built and changed, a failure means that memory is exhausted or a
// batch is inconsistent; Must throws it as SystemError. Thread-safe.
#pragma once

#include <utility>

#include <arrow/result.h>
#include <arrow/status.h>

#include "core/error.h"

namespace millrace {

inline void Must(const arrow::Status& status) {
  if (!status.ok()) [[unlikely]]
    throw SystemError("cannot build a batch of rows: " + status.ToString());
}

template <typename T>
T Must(arrow::Result<T> result) {
  Must(result.status());
  return std::move(result).ValueUnsafe();
}

}  // namespace millrace
