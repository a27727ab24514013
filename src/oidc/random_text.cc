#include "oidc/random_text.h"

#include <array>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "core/base64.h"
#include "core/error.h"

namespace millrace::oidc {

std::string RandomText() {
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) throw SystemError("the system provides no random bytes");
  return Base64Url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string Sha256Text(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  MILLRACE_CHECK(EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
  return Base64Url({reinterpret_cast<const char*>(digest.data()), size});
}

}  // namespace millrace::oidc
