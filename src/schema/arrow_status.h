// Arrow reports failures by value. Those of building and changing batches mean that memory ran out or that a batch
// broke its own rules: Must throws them as SystemError. Thread-safe.
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
