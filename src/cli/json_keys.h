// THE definition of what --json prints: every command with every key of its object. docs/reference/json.md is generated
// from it, and tests/json/run compares the output of every command with that page.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// One value of an object. `path` has a dot before the key of a nested object, `[]` after a list, and a placeholder such
// as `<table>` if the key itself is a name: `jobs[].report`, `rejected.<reason>`.
struct JsonKey {
  std::string_view path;
  std::string_view type;  // text, time, day, integer, number, boolean, object, row or report; ` or null` behind it
  std::string_view unit;  // of a number; may be empty
  std::string_view meaning;
};

// Keys that several objects share, each time below the same path.
struct JsonKeyGroup {
  std::string_view prefix;  // `estimate.`; empty: at the top
  std::span<const JsonKey> keys;
};

// The object of one command, or of a command with certain flags.
struct JsonOutput {
  std::string_view command;  // `process`, `plan, process --dry-run`
  std::string_view about;    // a sentence
  std::vector<JsonKeyGroup> groups;
};

std::vector<JsonOutput> JsonOutputs();

}  // namespace millrace
