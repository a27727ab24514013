// The CSV files of traffic sources from any bytes, with the same bytes as referrer and page URL: a file is refused with
// a UserError or gives answers.
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/url.h"
#include "enrich/click_ids.h"
#include "enrich/source_categories.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string scratch;
  millrace::UrlParts url;
  millrace::ParseUrl(text, url);
  try {
    const std::string file = "match,source,category,term_params\n" + std::string(text);
    const auto categories = millrace::SourceCategories::Parse(file, "fuzz.csv");
    categories.FindReferrer(text, url.host, url.path, scratch);
    categories.CategoryOf(text.substr(0, 10), scratch);
  } catch (const millrace::UserError&) {
    scratch.clear();
  }
  try {
    const auto ids = millrace::ClickIds::Parse("param,source,medium\n" + std::string(text), "fuzz.csv");
    const auto hit = ids.Find(url.query);
    MILLRACE_CHECK(!hit.has_value() || !hit->value.empty());
  } catch (const millrace::UserError&) {
    return 0;
  }
  return 0;
}
