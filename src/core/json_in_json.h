// JSON inside a JSON string: text in which about every eighth byte is a backslash before a quote. Unescaping was the
// most expensive single step of reading a plain payload; here it processes 64 bytes at a time.
#pragma once

#include <cstddef>
#include <optional>

namespace millrace {

// How many bytes may be read after the text, and written after the result.
inline constexpr size_t kUnescapePadding = 64;

// Resolves the escapes \" \\ and \/ of a JSON string, given without its quotes, into `out`, which has space for
// `size` + kUnescapePadding bytes; `text` is followed by kUnescapePadding readable bytes. Returns the size of the
// result. Returns nothing (and leaves `out` undefined) if there is another or an incomplete escape, and on processors
// that it does not support. Thread-safe.
std::optional<size_t> UnescapeQuotes(const char* text, size_t size, char* out);

#ifdef __x86_64__
// The two implementations, for tests: with the instructions that the whole program requires, and with AVX-512 VBMI2.
std::optional<size_t> UnescapeQuotesAvx2(const char* text, size_t size, char* out);
std::optional<size_t> UnescapeQuotesAvx512(const char* text, size_t size, char* out);
#endif

}  // namespace millrace
