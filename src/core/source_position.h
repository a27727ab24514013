// Faults in files that users write (config, rules): where they are, with the line and a caret under the place.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/error.h"

namespace millrace {

// A UserError about a place in a text file. Its message is complete; nothing is put in front of it:
//     millrace.yml:3:5: error: unknown key `processing.thread`; did you mean processing.threads?
//       3 |     thread: 4
//         |     ^
class SourceError : public UserError {
 public:
  // `line` and `column` count from 1 (the column in bytes); `text` is the whole file. A line that is not there is not
  // shown.
  SourceError(std::string_view file, std::string_view text, size_t line, size_t column, std::string_view message);
};

// The same for what is no error: `millrace.yml:3:5: ` and the message, with the line and a caret below it.
std::string DescribeAtPosition(std::string_view file, std::string_view text, size_t line, size_t column,
                               std::string_view message);

}  // namespace millrace
