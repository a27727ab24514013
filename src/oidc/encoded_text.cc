#include "oidc/encoded_text.h"

#include <algorithm>

#include "core/ascii.h"

namespace millrace::oidc {

bool IsBase64Url(std::string_view text) {
  // One character has six bits, which are no byte.
  return !text.empty() && text.size() % 4 != 1 &&
         std::ranges::all_of(text, [](char c) { return IsLetter(c) || IsDigit(c) || c == '-' || c == '_'; });
}

}  // namespace millrace::oidc
