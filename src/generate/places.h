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
  const char* title_before;  // what page titles look like there
  const char* title_behind;
  const char* search_term;      // what people look for
  const char* encoded_term;     // the same, percent-encoded
  const char* android_variant;  // what Android puts behind language_COUNTRY
};

std::span<const Place> Places();

// Writes a public address of a place, IPv6 one time in four where its providers have it. The same bits give the same
// address.
void AppendAddress(TextBuffer& out, const Place& place, uint64_t bits);

}  // namespace millrace::generate
