// Errors in files that users write (config, rules), with their position, the line and a caret.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/error.h"

namespace millrace {

// A UserError about a position in a text file. Its message is complete; no prefix is added to it:
//     millrace.yml:3:5: error: unknown key `processing.thread`; did you mean processing.threads?
//       3 |     thread: 4
//         |     ^
class SourceError : public UserError {
 public:
  // `line` and `column` count from 1 (the column in bytes); `text` is the whole file. A line that does not exist is not
  // shown.
  SourceError(std::string_view file, std::string_view text, size_t line, size_t column, std::string_view message);
};

// The same for messages that are not errors: `millrace.yml:3:5: ` and the message, then the line and a caret.
std::string DescribeAtPosition(std::string_view file, std::string_view text, size_t line, size_t column,
                               std::string_view message);

}  // namespace millrace
