// Texts that nobody can guess, and digests of them. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace millrace::oidc {

// 256 random bits as 43 letters, digits, `-` and `_`. Throws SystemError if the system has none.
std::string RandomText();

// SHA-256, in the same alphabet: the challenge of PKCE's method S256 (RFC 7636 §4.2).
std::string Sha256Text(std::string_view text);

}  // namespace millrace::oidc
