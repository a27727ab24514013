// Any text is either a valid config or rejected with a UserError: no crash, no other exception.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/config.h"
#include "core/error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    millrace::ParseConfig({reinterpret_cast<const char*>(data), size}, "fuzz.yml", "folder");
  } catch (const millrace::UserError&) {
    return 0;
  }
  return 0;
}
