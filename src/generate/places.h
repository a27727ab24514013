// Where visitors live: languages, time zones, the words of their shop, and public address ranges of large providers.
#pragma once

#include <cstdint>
#include <span>

#include "generate/text_buffer.h"

namespace millrace::generate {

struct Place {
  const char* language;
  const char* country;
  uint32_t weight;
  int zone_minutes;          // from UTC
  const char* title_before;  // the beginning of page titles there
  const char* title_behind;
  const char* search_term;      // what people search for
  const char* encoded_term;     // the same, percent-encoded
  const char* android_variant;  // what Android appends to language_COUNTRY
};

std::span<const Place> Places();

// Writes a public address of a place, which is IPv6 in one of four cases if its providers have it. Depends only on
// `bits`.
void AppendAddress(TextBuffer& out, const Place& place, uint64_t bits);

}  // namespace millrace::generate
