// The two faults that are thrown, and the check for our own mistakes. Bad input data is neither: it is a reject
// (raw/reject.h).
#pragma once

#include <stdexcept>
#include <string>

namespace millrace {

// Something that the user wrote is wrong: a flag, a config key, a rule file, a path that does not exist.
// The message names the thing, the value and what to do. Ends the program with exit code 2.
class UserError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The machine failed us: disk full, permission lost, a file vanished, a lock held by another process.
// The run stops and loses nothing. Ends the program with exit code 1.
class SystemError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A broken invariant: a bug of ours. Ends the program with exit code 1.
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// Throws InternalError with the place and the text of a condition that does not hold.
[[noreturn]] void FailCheck(const char* file, int line, const char* condition);

}  // namespace millrace

#define MILLRACE_CHECK(condition) \
  (static_cast<bool>(condition) ? void(0) : ::millrace::FailCheck(__FILE__, __LINE__, #condition))
