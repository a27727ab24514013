// Bytes as base64url without padding, as JOSE has them (RFC 7515 §2). A pure function; thread-safe.
#pragma once

#include <string_view>

namespace millrace::oidc {

// Whether a text that is not empty can be decoded. Asked before cjose gets it, which ends the program by an assertion
// for some texts that cannot.
bool IsBase64Url(std::string_view text);

}  // namespace millrace::oidc
