// What a provider tells about somebody: a JSON object, as text. Pure functions; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::oidc {

// The values of a claim: its text, or those of a list; other values are none. A name with dots is a claim of this name
// (`https://example.com/roles`), or else a path (`realm_access.roles`).
std::vector<std::string> ClaimTexts(std::string_view claims, std::string_view name);

// Whether there is such a claim, of any value.
bool HasClaim(std::string_view claims, std::string_view name);

// Whether the object has this member, and it is true.
bool HasTrueMember(std::string_view object, std::string_view name);

// A text of the object; null if it is missing or no text.
std::optional<std::string> MemberText(std::string_view object, std::string_view name);

}  // namespace millrace::oidc
