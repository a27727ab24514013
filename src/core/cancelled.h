// Thrown at a safe point of a service that was asked to stop before its work was done (project/job_control.h).
#pragma once

#include "core/error.h"

namespace millrace {

// What was committed stays; unfinished work is undone. The message says what was stopped. Exit code 1.
class Cancelled : public SystemError {
 public:
  using SystemError::SystemError;
};

}  // namespace millrace
