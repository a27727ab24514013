// Text surgery on JSON that the generator wrote itself. What is spoiled is rare, so that it may be slow. A key that is
// asked for must be there (a MILLRACE_CHECK); the first one counts.
#pragma once

#include <string>
#include <string_view>

namespace millrace::generate {

// Where the value of a key begins. Inside the text of a payload keys have escaped quotes and are not found.
size_t ValueAt(const std::string& json, std::string_view key);
// Where a text, number or other scalar that begins at `at` ends.
size_t ScalarEnd(const std::string& json, size_t at);
// Puts another value in the place of a scalar.
void ReplaceValue(std::string& json, std::string_view key, std::string_view value);
// Removes a key with its scalar and the comma behind it: only for keys that are not the last of their object.
void RemoveKey(std::string& json, std::string_view key);
// Puts `text` before the value of a key.
void InsertBefore(std::string& json, std::string_view key, std::string_view text);

}  // namespace millrace::generate
