// Any text is either a description or refused with a DescriptionError, and the canonical JSON of one is a fixed point.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "explore/analysis.h"
#include "explore/analysis_sql.h"
#include "explore/description_error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace millrace;
  try {
    const Analysis analysis = ParseAnalysis({reinterpret_cast<const char*>(data), size});
    const std::string json = AnalysisJson(analysis);
    // The names of defaults may make it longer than what is allowed.
    if (json.size() <= kMaxDescriptionBytes && AnalysisJson(ParseAnalysis(json)) != json) std::abort();
    BuildAnalysis(analysis, {.schema = "s", .timezone = "UTC", .dialect = Dialect::kDuckDb},
                  analysis.range.Resolve(20'000));
  } catch (const DescriptionError&) {
    return 0;
  }
  return 0;
}
