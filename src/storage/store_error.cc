#include "storage/store_error.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/error.h"
#include "core/store_address.h"

namespace millrace {
namespace {

struct Advice {
  StoreKind kind;
  std::string_view code;  // lower case, without underscores
  std::string_view text;
};

constexpr std::string_view kAwsKey =
    "the store does not know the access key; check AWS_ACCESS_KEY_ID, or the profile named by AWS_PROFILE";
constexpr std::string_view kAwsRegion = "the bucket is in another region; set `s3.region`";
constexpr std::string_view kAwsToken = "the session token is wrong; check AWS_SESSION_TOKEN";
constexpr std::string_view kGoogleCredentials =
    "the store does not accept the credentials; check GOOGLE_APPLICATION_CREDENTIALS, and that they may use the bucket";
constexpr std::string_view kAzureKey =
    "the store does not accept the credentials; check AZURE_STORAGE_KEY, or the other credentials of this machine";
constexpr std::string_view kAzureRole =
    "the credentials lack permission; assign the role Storage Blob Data Contributor, or Storage Blob Data Reader for "
    "read-only access";
constexpr std::string_view kAzurePublic =
    "the account does not exist, or has no public access; correct the address or `abfs.endpoint`, or set "
    "AZURE_STORAGE_KEY";

constexpr auto kAdvices = std::to_array<Advice>({
    {StoreKind::kS3, "nosuchbucket", "the bucket does not exist; create it, or correct the address or `s3.endpoint`"},
    {StoreKind::kS3, "invalidaccesskeyid", kAwsKey},
    {StoreKind::kS3, "xadminusernotfound", kAwsKey},
    {StoreKind::kS3, "signaturedoesnotmatch",
     "the secret key does not match the access key; check AWS_SECRET_ACCESS_KEY, or the profile named by AWS_PROFILE"},
    {StoreKind::kS3, "expiredtoken", "the credentials have expired; get new ones"},
    {StoreKind::kS3, "invalidtoken", kAwsToken},
    {StoreKind::kS3, "invalidclienttokenid", kAwsToken},
    {StoreKind::kS3, "authorizationheadermalformed", kAwsRegion},
    {StoreKind::kS3, "permanentredirect", kAwsRegion},
    {StoreKind::kGs, "nosuchbucket", "the bucket does not exist; create it, or correct the address or `gs.endpoint`"},
    {StoreKind::kGs, "unauthenticated", kGoogleCredentials},
    {StoreKind::kGs, "permissiondenied", kGoogleCredentials},
    {StoreKind::kGs, "nocredentials",
     "no credentials for Google Cloud Storage: set GOOGLE_APPLICATION_CREDENTIALS, or give this machine a service "
     "account; for public objects set `gs.anonymous: true`"},
    {StoreKind::kAbfs, "nosuchbucket",
     "the container does not exist; create it, or correct the address or `abfs.endpoint`"},
    {StoreKind::kAbfs, "containernotfound",
     "the container does not exist; create it, or correct the address or `abfs.endpoint`"},
    {StoreKind::kAbfs, "authenticationfailed", kAzureKey},
    {StoreKind::kAbfs, "authorizationfailure", kAzureKey},
    {StoreKind::kAbfs, "invalidauthenticationinfo", kAzureKey},
    {StoreKind::kAbfs, "authorizationpermissionmismatch", kAzureRole},
    {StoreKind::kAbfs, "resourcenotfound", kAzurePublic},
    {StoreKind::kAbfs, "publicaccessnotpermitted", kAzurePublic},
    {StoreKind::kAbfs, "noauthenticationinformation", kAzurePublic},
    {StoreKind::kAbfs, "nocredentials",
     "no credentials for Azure: set AZURE_STORAGE_KEY, or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or "
     "give this machine an identity; for public objects set `abfs.anonymous: true`"},
});

std::string Plain(std::string_view code) {
  std::string plain;
  for (const char c : code) {
    if (c != '_') plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return plain;
}

// The text between the first `mark` and the next `end`.
std::optional<std::string_view> Between(std::string_view text, std::string_view mark, std::string_view end) {
  const size_t begin = text.find(mark);
  if (begin == std::string_view::npos) return std::nullopt;
  text.remove_prefix(begin + mark.size());
  return text.substr(0, text.find(end));
}

}  // namespace

void ThrowStoreError(std::string_view action, std::string_view address, std::string_view code,
                     std::string_view message) {
  std::string text = "cannot ";
  text.append(action).append(" ").append(address).append(": ");
  const auto parsed = ParseStoreAddress(address);
  const std::string plain = Plain(code);
  for (const Advice& advice : kAdvices) {
    if (parsed && advice.kind == parsed->kind && advice.code == plain) throw UserError(text.append(advice.text));
  }
  if (!code.empty()) text.append(code).append(message.empty() ? "" : ": ");
  throw SystemError(text.append(message));
}

void ThrowArrowStoreError(std::string_view action, std::string_view address, std::string_view message) {
  std::string_view code;
  if (const auto status = Between(message, "google::cloud::Status(", ": ")) {
    code = *status;
    // A token is requested before each request, and a failure to get one is reported as a failure of the request.
    if (message.find("OAuth2 access token") != std::string_view::npos) code = "NoCredentials";
    if (const auto last = Between(message, "last message of ", " error_info=")) message = *last;
  } else if (const auto error = Between(message, "Azure Error: [", "]")) {
    code = *error;
    message = *Between(message, "Azure Error: [", "\n");
    message.remove_prefix(std::min(message.size(), code.size() + 2));
  } else if (message.find("AuthenticationException") != std::string_view::npos) {
    code = "NoCredentials";
  }
  std::string text(message);
  if (code != "NoCredentials" &&
      (text.find("Could not connect") != std::string::npos || text.find("Could not resolve") != std::string::npos)) {
    text.append("; no server responds, check the network, the address and `");
    text.append(address.substr(0, address.find(':'))).append(".endpoint`");
  }
  ThrowStoreError(action, address, code, text);
}

}  // namespace millrace
