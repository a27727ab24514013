// Edits the text of JSON that the generator wrote itself. Flaws are rare, so this may be slow. A requested key must
// exist (a MILLRACE_CHECK); of several, the first counts.
#pragma once

#include <string>
#include <string_view>

namespace millrace::generate {

// The position of a key's value. Keys inside the text of a payload have escaped quotes and are not found.
size_t ValueAt(const std::string& json, std::string_view key);
// The end of a text, number or other scalar that begins at `at`.
size_t ScalarEnd(const std::string& json, size_t at);
// Replaces a scalar by another value.
void ReplaceValue(std::string& json, std::string_view key, std::string_view value);
// Removes a key with its scalar and the comma after it; only for keys that are not the last of their object.
void RemoveKey(std::string& json, std::string_view key);
// Inserts `text` before the value of a key.
void InsertBefore(std::string& json, std::string_view key, std::string_view text);

}  // namespace millrace::generate
