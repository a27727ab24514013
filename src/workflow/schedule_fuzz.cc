// Any text either is a schedule or is refused with a UserError; a schedule is what its own text says, and its runs lie
// in order, each after the instant that was asked about.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "workflow/schedule.h"

#include "core/error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const millrace::TimeZone kZone("Europe/Berlin");
  try {
    const millrace::Schedule schedule = millrace::ParseSchedule({reinterpret_cast<const char*>(data), size}, "fuzz");
    if (millrace::ParseSchedule(schedule.text, "fuzz").text != schedule.text) std::abort();
    int64_t after = 1'743'290'000;
    for (const int64_t run : millrace::NextRuns(schedule, kZone, after - 100, after, 5)) {
      if (run <= after) std::abort();
      after = run;
    }
  } catch (const millrace::UserError&) {
    return 0;
  }
  return 0;
}
