#include "kernel/event_limits.h"

#include <array>
#include <bit>
#include <string>

namespace millrace {
namespace {

// The longest text of each column, and which columns have texts.
struct TextLimits {
  std::array<uint32_t, kEventColumnCount> bytes{};
  std::array<uint64_t, 2> columns{};
};

const TextLimits& EventLimits() {
  static const auto limits = [] {
    TextLimits all;
    const auto columns = TableOf(TableId::kEvent).columns;
    for (size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].type != ColumnType::kText) continue;
      all.bytes[i] = columns[i].max_bytes;
      all.columns[i / 64] |= uint64_t{1} << (i % 64);
    }
    return all;
  }();
  return limits;
}

}  // namespace

size_t MaxBytesOf(EventColumn column) {
  return EventLimits().bytes[SlotOf(column)];
}

void CutTexts(EventRow& event, Counters& counters) {
  const TextLimits& limits = EventLimits();
  for (size_t word = 0; word < 2; ++word) {
    for (uint64_t bits = event.present()[word] & limits.columns[word]; bits != 0; bits &= bits - 1) {
      const auto slot = static_cast<Slot>(word * 64 + static_cast<size_t>(std::countr_zero(bits)));
      const std::string_view text = event.PresentText(slot);
      if (text.size() <= limits.bytes[slot]) continue;
      const Column& column = TableOf(TableId::kEvent).columns[slot];
      event.SetText(slot, CutToColumn(column, text));
      if (event.Has(slot)) {
        ++counters.texts_truncated;
      } else {
        ++counters.lenient_fields[std::string(column.name)];
      }
    }
  }
}

}  // namespace millrace
