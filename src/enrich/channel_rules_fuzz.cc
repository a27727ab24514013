// Channel rules from any bytes: a file is refused with a UserError or can be evaluated.
#include <string_view>

#include "core/error.h"
#include "enrich/channel_rules.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const millrace::ChannelRules rules = millrace::ChannelRules::Parse(text, "fuzz.yaml");
    millrace::ChannelValues values;
    for (size_t i = 0; i < millrace::kChannelFieldCount; ++i) {
      values.Set(static_cast<millrace::ChannelField>(i), i % 2 == 0 ? text.substr(0, 20) : "(Organic)");
    }
    const millrace::ChannelRules::Group group = rules.GroupOf(values);
    MILLRACE_CHECK(!group.name.empty());
    MILLRACE_CHECK(group.line > 0 || group.name == rules.otherwise());
  } catch (const millrace::UserError&) {
    return 0;
  }
  return 0;
}
