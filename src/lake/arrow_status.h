// Arrow reports by value; here a failure of Arrow is thrown as SystemError (memory ran out, a batch broke its own
// rules).
#pragma once

#include <utility>

#include <arrow/result.h>
#include <arrow/status.h>

#include "core/error.h"

namespace millrace {

inline void ThrowIfFailed(const arrow::Status& status) {
  if (!status.ok()) throw SystemError("cannot encode Parquet: " + status.ToString());
}

template <typename T>
T ValueOrThrow(arrow::Result<T> result) {
  ThrowIfFailed(result.status());
  return std::move(result).ValueUnsafe();
}

}  // namespace millrace
