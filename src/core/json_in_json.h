// JSON inside a JSON string: text in which about every eighth byte is a backslash before a quote. Undoing that was the
// most expensive single step of reading a plain payload; here it is done for 64 bytes at a time.
#pragma once

#include <cstddef>
#include <optional>

namespace millrace {

// How far it reads behind the text, and writes behind the result.
inline constexpr size_t kUnescapePadding = 64;

// Resolves the escapes \" \\ and \/ of a JSON string, given without its quotes, into `out`, which has room for
// `size` + kUnescapePadding bytes; `text` is followed by kUnescapePadding readable bytes. Returns the result's size.
// Nothing (`out` then holds anything) when there is another escape or half a one, and on processors that it was not
// written for. Thread-safe.
std::optional<size_t> UnescapeQuotes(const char* text, size_t size, char* out);

#ifdef __x86_64__
// The two ways of doing it, for tests: with what the whole program requires, and with AVX-512 VBMI2.
std::optional<size_t> UnescapeQuotesAvx2(const char* text, size_t size, char* out);
std::optional<size_t> UnescapeQuotesAvx512(const char* text, size_t size, char* out);
#endif

}  // namespace millrace
