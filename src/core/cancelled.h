// The end that somebody asked for before the work was done. Thrown at a safe point of a service
// (project/job_control.h).
#pragma once

#include "core/error.h"

namespace millrace {

// What had committed stays, what was at work is undone; the message says what was stopped. Exit code 1.
class Cancelled : public SystemError {
 public:
  using SystemError::SystemError;
};

}  // namespace millrace
