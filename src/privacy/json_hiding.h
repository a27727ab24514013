// Applies privacy rules to JSON texts: the columns *_json_str, and the event and the request in rejects. Thread-safe,
// except for `out`.
#pragma once

#include <string>
#include <string_view>

#include "privacy/privacy_rules.h"

namespace millrace {

// Each function replaces `out` by the rewritten object; members that no rule concerns keep their text. Returns false
// and an empty `out` if the text is not a JSON object.

// custom_parameters_json_str
bool HideParameters(const PrivacyRules& rules, std::string_view json, std::string& out);
// user_properties_json_str: {"key":{"set_time_msec":…,"value":…}}
bool HideProperties(const PrivacyRules& rules, std::string_view json, std::string& out);
// An event as a client sends it, whose names are those of the columns' sources (transform-clickstream §5, §6; and the
// names of user and device of other clients).
bool HideInEvent(const PrivacyRules& rules, std::string_view json, std::string& out);
// The row that contains an event: its user agent and its address.
bool HideInRequest(const PrivacyRules& rules, std::string_view json, std::string& out);

}  // namespace millrace
