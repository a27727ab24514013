// What is wrong with a description of an analysis, and where: the JSON pointer of the value (RFC 6901), the problem
// with the value, and what is allowed. The program answers 400 with it; it is a mistake of whoever sent the
// description.
#pragma once

#include <string>

#include "core/error.h"

namespace millrace {

class DescriptionError : public UserError {
 public:
  DescriptionError(const std::string& pointer, const std::string& problem)
      : UserError((pointer.empty() ? "the description" : pointer) + ": " + problem), pointer_(pointer) {}

  // `/steps/1/event`; empty for the description as a whole.
  const std::string& pointer() const { return pointer_; }

 private:
  std::string pointer_;
};

}  // namespace millrace
