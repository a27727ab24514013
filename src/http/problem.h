// Errors as answers: problem documents (RFC 9457), `application/problem+json`. Thread-safe.
#pragma once

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

#include "http/message.h"

namespace millrace::http {

struct Problem {
  unsigned status = 500;
  std::string detail;         // a sentence that says what to do
  std::string parameter;      // the one that is wrong; empty: none
  int64_t retry_after_s = 0;  // when the same may succeed; 0: not said
};

// Thrown by a handler to answer with a problem.
class ProblemError : public std::runtime_error {
 public:
  explicit ProblemError(Problem problem) : std::runtime_error(problem.detail), problem_(std::move(problem)) {}
  ProblemError(unsigned status, std::string detail, std::string parameter = {})
      : ProblemError(Problem{
            .status = status, .detail = std::move(detail), .parameter = std::move(parameter), .retry_after_s = 0}) {}
  const Problem& problem() const { return problem_; }

 private:
  Problem problem_;
};

// `Not Found` for 404; `Unknown` for a status that has no name here.
std::string_view StatusTitle(unsigned status);

Response ProblemResponse(const Problem& problem);

// What a handler threw, as a problem: a ProblemError as it is, a UserError 400, Cancelled 503. Anything else is 500
// with a number instead of the message, which may show what clients must not see; `log_line` gets both.
Problem ProblemOf(const std::exception_ptr& error, std::string& log_line);

}  // namespace millrace::http
