#include "transform/client_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto transformer = millrace::MakeTransformer("clickstream", {});
  return millrace::FuzzClient(*transformer, data, size);
}
