// The message for a command line that cannot be parsed: the parser's error in the form of all messages of the program,
// with the flag, the value that was found, and what is expected.
#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace millrace {

std::string ParseFault(const CLI::App& root, const CLI::ParseError& error);

}  // namespace millrace
