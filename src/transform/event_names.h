// The event names that GTM and Sensors share with the SDKs under other names (spec/transform-gtm.md §2).
#pragma once

#include <string_view>

namespace millrace {

// Ours for `page_view`, `login`, `user_engagement` and `click`; any other name as it is.
constexpr std::string_view CommonEventName(std::string_view name) {
  if (name == "page_view") return "_page_view";
  if (name == "login") return "_profile_set";
  if (name == "user_engagement") return "_user_engagement";
  if (name == "click") return "_click";
  return name;
}

}  // namespace millrace
