// Errors of ours inside of an arrow::Status, so that they pass through Arrow's interfaces and are thrown again as they
// were. Thread-safe.
#pragma once

#include <exception>

#include <arrow/status.h>

namespace millrace {

arrow::Status StatusOf(const std::exception_ptr& error);
// Throws the error that StatusOf got; another failure as SystemError.
void ThrowStatus(const arrow::Status& status);

}  // namespace millrace
