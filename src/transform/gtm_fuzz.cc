#include "transform/testing/client_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return millrace::FuzzClient("gtm", data, size);
}
