// Any bytes are a user agent: parsing never breaks, gives valid UTF-8 for valid UTF-8, answers the same from its
// memory, and the prefilter leaves out no rule that matches.
#include <cstdint>
#include <string>

#include <re2/re2.h>

#include "core/error.h"
#include "core/utf8.h"
#include "enrich/user_agent.h"
#include "enrich/user_agent_matcher.h"

namespace {

using namespace millrace;

const std::string kRuleFile = MILLRACE_SOURCE_DIR "/build/deps/uap-core/regexes.yaml";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto* rules = UserAgentRules::Load(kRuleFile, "", "").release();
  static const auto* matcher = new UserAgentMatcher(ReadUserAgentFile(kRuleFile));
  static auto* parser = new UserAgentParser(*rules);
  std::string_view agent(reinterpret_cast<const char*>(data), size);

  const UserAgent& first = parser->Parse(agent, "");
  MILLRACE_CHECK(&parser->Parse(agent, "") == &first);
  MILLRACE_CHECK(size == 0 || first.text == agent);
  MILLRACE_CHECK(size == 0 || !first.category.empty());
  for (std::string_view field :
       {first.browser, first.os, first.device, first.user_agent_json, first.os_json, first.device_json}) {
    MILLRACE_CHECK(IsValidUtf8(field));
  }

  // A few rules of each list tried plainly; over many inputs all have their turn.
  PreparedText prepared;
  MatchGroups groups;
  matcher->Prepare(agent, prepared);
  size_t turn = size;
  for (size_t i = 0; i < size; ++i) turn = turn * 31 + data[i];
  for (UserAgentList list : {UserAgentList::kBrowser, UserAgentList::kOs, UserAgentList::kDevice}) {
    const auto& all = matcher->file().lists[static_cast<size_t>(list)];
    for (size_t i = 0; i < 4; ++i) {
      size_t index = (turn + i * 7919) % all.size();
      RE2::Options options;
      options.set_case_sensitive(!all[index].ignore_case);
      RE2 regex(all[index].regex, options);
      if (!RE2::PartialMatch(re2::StringPiece(agent.data(), agent.size()), regex)) continue;
      MILLRACE_CHECK(matcher->FindRule(list, index, prepared, groups) == index);
    }
  }
  return 0;
}
