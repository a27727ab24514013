#include "transform/testing/client_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto transformer = millrace::MakeTransformer("sensors", {});
  return millrace::FuzzClient(*transformer, data, size);
}
