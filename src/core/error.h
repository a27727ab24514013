// The errors that are thrown, and the check for bugs. Bad input data is none of them: it is a reject (raw/reject.h).
#pragma once

#include <stdexcept>
#include <string>

namespace millrace {

// A mistake in what the user wrote: a flag, a config key, a rule file, a path that does not exist. The message names
// the thing and the value, and says what to do. Ends the program with exit code 2.
class UserError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A failure of the machine: disk full, permission denied, a missing file, a lock held by another process. The run stops
// and loses nothing. Ends the program with exit code 1.
class SystemError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A violated invariant: a bug. Ends the program with exit code 1.
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// Throws InternalError with the location and the text of a condition that is false.
[[noreturn]] void FailCheck(const char* file, int line, const char* condition);

}  // namespace millrace

#define MILLRACE_CHECK(condition) \
  (static_cast<bool>(condition) ? void(0) : ::millrace::FailCheck(__FILE__, __LINE__, #condition))
