#include "storage/store_error.h"

#include <array>

#include "core/error.h"

namespace millrace {
namespace {

struct Advice {
  std::string_view code;  // small letters, without underscores
  std::string_view text;
};

constexpr std::array<Advice, 9> kAdvices = {{
    {"nosuchbucket", "the bucket does not exist there; make it, or correct the address or `s3.endpoint`"},
    {"invalidaccesskeyid",
     "the store does not know the access key; check AWS_ACCESS_KEY_ID, or the profile that AWS_PROFILE names"},
    {"xadminusernotfound",
     "the store does not know the access key; check AWS_ACCESS_KEY_ID, or the profile that AWS_PROFILE names"},
    {"signaturedoesnotmatch",
     "the secret key is not that of the access key; check AWS_SECRET_ACCESS_KEY, or the profile that AWS_PROFILE "
     "names"},
    {"expiredtoken", "the credentials have expired; get new ones"},
    {"invalidtoken", "the session token is wrong; check AWS_SESSION_TOKEN"},
    {"invalidclienttokenid", "the session token is wrong; check AWS_SESSION_TOKEN"},
    {"authorizationheadermalformed", "the bucket lies in another region; set `s3.region`"},
    {"permanentredirect", "the bucket lies in another region; set `s3.region`"},
}};

std::string Plain(std::string_view code) {
  std::string plain;
  for (const char c : code) {
    if (c != '_') plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return plain;
}

}  // namespace

void ThrowStoreError(std::string_view action, std::string_view address, std::string_view code,
                     std::string_view message) {
  std::string text = "cannot ";
  text.append(action).append(" ").append(address).append(": ");
  const std::string plain = Plain(code);
  for (const Advice& advice : kAdvices) {
    if (advice.code == plain) throw UserError(text.append(advice.text));
  }
  if (!code.empty()) text.append(code).append(message.empty() ? "" : ": ");
  throw SystemError(text.append(message));
}

}  // namespace millrace
