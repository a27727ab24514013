// Applies privacy rules to JSON texts: the columns *_json_str, and what rejects keep of an event and of its request.
// Thread-safe, but for `out`.
#pragma once

#include <string>
#include <string_view>

#include "privacy/privacy_rules.h"

namespace millrace {

// Each appends the rewritten object to `out`, whose old content is lost; members that no rule is about stay as they are
// written. False, with `out` empty, when the text is no JSON object.

// custom_parameters_json_str
bool HideParameters(const PrivacyRules& rules, std::string_view json, std::string& out);
// user_properties_json_str: {"key":{"set_time_msec":…,"value":…}}
bool HideProperties(const PrivacyRules& rules, std::string_view json, std::string& out);
// An event as a client sends it, its names those of the columns' sources (transform-clickstream §5, §6; and what other
// clients call user and device).
bool HideInEvent(const PrivacyRules& rules, std::string_view json, std::string& out);
// The row around an event: its user agent and its address.
bool HideInRequest(const PrivacyRules& rules, std::string_view json, std::string& out);

}  // namespace millrace
