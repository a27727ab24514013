#include "transform/testing/client_fixture.h"
#include "transform/testing/client_fuzz.h"

namespace millrace {
namespace {

// Elements that come twice mean the same twice.
void FuzzRepeated(const std::string& elements) {
  const TransformedRequest once("clickstream", "[" + elements + "]");
  const TransformedRequest twice("clickstream", "[" + elements + "," + elements + "]");
  // What looks like the end of the array may make more or less of it.
  if (!once.ok || !twice.ok || twice.bundle.size != 2 * once.bundle.size) return;
  for (size_t i = 0; i < twice.bundle.size; ++i) {
    if (Described(twice[i]) != Described(once[i % once.bundle.size])) std::abort();
  }
}

}  // namespace
}  // namespace millrace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string elements(reinterpret_cast<const char*>(data), size);
  if (size > 1 && elements.front() == '[' && elements.back() == ']') elements = elements.substr(1, size - 2);
  millrace::FuzzRepeated(elements);
  return millrace::FuzzClient("clickstream", data, size);
}
