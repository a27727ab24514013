#include "kernel/custom_entries.h"

namespace millrace {
namespace {

// The limit of all keys and values of a row. More than that is a misuse of custom parameters.
constexpr size_t kMaxBytes = 1u << 20;

}  // namespace

uint64_t AddCustomEntries(MapColumn& map, const CustomParameters& custom) {
  uint64_t dropped = custom.left_out();
  size_t bytes = 0;
  for (const CustomParameter& parameter : custom) {
    const size_t size = parameter.key.size() + parameter.value.size();
    if (bytes + size > kMaxBytes) {
      ++dropped;
      continue;
    }
    bytes += size;
    const int32_t key = map.InternKey(parameter.key);
    const int32_t value = parameter.value.data() == nullptr ? -1 : map.InternValue(parameter.value);
    map.Add(key, value, static_cast<uint8_t>(parameter.type));
  }
  return dropped;
}

}  // namespace millrace
