// An expression and a text, separated by a zero byte: what RE2 matches the prefilter must not leave out, and what the
// reader refuses RE2 must refuse.
#include <cstdint>
#include <string_view>

#include <re2/re2.h>

#include "core/error.h"
#include "enrich/regex_literals.h"
#include "enrich/regex_prefilter.h"

using namespace millrace;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  size_t end = input.find('\0');
  std::string_view source = input.substr(0, end);
  std::string_view text = end == std::string_view::npos ? std::string_view() : input.substr(end + 1);
  RegexLiterals literals = FindRegexLiterals(source);
  for (bool case_sensitive : {true, false}) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_case_sensitive(case_sensitive);
    RE2 regex(re2::StringPiece(source.data(), source.size()), options);
    if (!regex.ok()) continue;
    MILLRACE_CHECK(literals.error.empty());
    RegexPrefilter prefilter({literals.clauses});
    RegexPrefilter::Hits hits;
    prefilter.Scan(text, hits);
    if (RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), regex))
      MILLRACE_CHECK(prefilter.MayMatch(0, hits));
  }
  return 0;
}
