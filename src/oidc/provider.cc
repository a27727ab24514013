#include "oidc/provider.h"

#include <algorithm>
#include <utility>

#include "oidc/claims.h"
#include "oidc/random_text.h"

#include "core/base64.h"
#include "core/percent_encoding.h"

namespace millrace::oidc {
namespace {

constexpr size_t kMostBytes = 256 << 10;
constexpr auto kKept = std::chrono::hours(1);
constexpr auto kPauseAfterFailure = std::chrono::seconds(5);
// A key id that is unknown makes the keys be fetched again, but not more often than this.
constexpr auto kKeysPause = std::chrono::seconds(30);
constexpr int kMostAtOnce = 4;
constexpr auto kWaitForPlace = std::chrono::seconds(1);
// A longer token would not fit into the address of a redirect.
constexpr size_t kLongestHint = 4096;

using Pairs = std::vector<std::pair<std::string_view, std::string_view>>;

std::string Form(const Pairs& pairs) {
  std::string text;
  for (const auto& [name, value] : pairs) {
    text += (text.empty() ? "" : "&") + std::string(name) + "=" + UrlEncode(value, false);
  }
  return text;
}

std::string WithQuery(const std::string& url, const Pairs& pairs) {
  return url + (url.find('?') == std::string::npos ? "?" : "&") + Form(pairs);
}

std::string BasicAuthorization(const ProviderSettings& settings) {
  std::string text = "Basic ";
  AppendBase64(text, UrlEncode(settings.client_id, false) + ":" + UrlEncode(settings.client_secret, false));
  return text;
}

// An error code of OAuth 2 (RFC 6749 §5.2), which is safe to show; empty otherwise.
std::string ErrorCode(std::string_view json) {
  const auto code = MemberText(json, "error");
  const bool is_code = code && code->size() <= 40 &&
                       std::ranges::all_of(*code, [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); });
  return is_code ? *code : std::string();
}

}  // namespace

std::string Person::Subject() const {
  return MemberText(claims, "sub").value_or("");
}

std::vector<std::string> Person::Texts(std::string_view claim) const {
  return ClaimTexts(HasClaim(claims, claim) ? claims : userinfo, claim);
}

Provider::Provider(ProviderSettings settings, Fetch fetch, std::function<Clock::time_point()> now)
    : settings_(std::move(settings)), fetch_(std::move(fetch)), now_(std::move(now)), places_(kMostAtOnce) {}

Reply Provider::Send(const Ask& ask, const std::string& what) {
  if (!places_.try_acquire_for(kWaitForPlace)) {
    throw SignInError(Fault::kUnreachable, "too many sign-ins wait for the provider");
  }
  Reply reply;
  try {
    reply = fetch_(ask);
  } catch (...) {
    places_.release();
    throw;
  }
  places_.release();
  if (reply.status == 0) {
    throw SignInError(Fault::kUnreachable, "cannot get " + what + " of the provider: " + reply.failure);
  }
  if (reply.status >= 500) {
    throw SignInError(Fault::kUnreachable, "cannot get " + what + " of the provider: it answers with status " +
                                               std::to_string(reply.status));
  }
  return reply;
}

std::string Provider::Get(const std::string& url, const std::string& authorization, const std::string& what) {
  Reply reply = Send({.url = url, .authorization = authorization, .max_bytes = kMostBytes}, what);
  if (reply.status != 200) {
    throw SignInError(Fault::kMisbehaves, "cannot get " + what + " of the provider: it answers with status " +
                                              std::to_string(reply.status));
  }
  return std::move(reply.body);
}

std::shared_ptr<const Metadata> Provider::KnownMetadata() {
  const auto now = now_();
  {
    const std::scoped_lock lock(mutex_);
    if (now < metadata_until_ && metadata_) return metadata_;
    if (now < metadata_until_ && metadata_failure_) throw SignInError(*metadata_failure_);
  }
  try {
    const std::string json = Get(MetadataUrl(settings_.issuer), {}, "the discovery document");
    auto fresh = std::make_shared<const Metadata>(ReadMetadata(json, settings_.issuer));
    const std::scoped_lock lock(mutex_);
    metadata_ = std::move(fresh);
    metadata_until_ = now + kKept;
    return metadata_;
  } catch (const SignInError& error) {
    const std::scoped_lock lock(mutex_);
    metadata_until_ = now + kPauseAfterFailure;
    if (metadata_) return metadata_;  // old is better than none
    metadata_failure_ = error;
    throw;
  }
}

std::shared_ptr<const KeySet> Provider::KeysFor(const IdToken& token, const Metadata& metadata) {
  const auto now = now_();
  std::shared_ptr<const KeySet> keys;
  {
    const std::scoped_lock lock(mutex_);
    keys = keys_;
    const auto age = now - keys_at_;
    const bool is_known = keys && !token.KeysIn(*keys).empty();
    if (keys && age < (is_known ? std::chrono::duration_cast<Clock::duration>(kKept) : kKeysPause)) return keys;
  }
  try {
    auto fresh = std::make_shared<const KeySet>(Get(metadata.keys, {}, "the keys"));
    const std::scoped_lock lock(mutex_);
    keys_ = std::move(fresh);
    keys_at_ = now;
    return keys_;
  } catch (const SignInError&) {
    if (keys && !token.KeysIn(*keys).empty()) return keys;
    throw;
  }
}

std::string Provider::AuthorizationUrl(const SignInTerms& terms) {
  std::string scopes = "openid";
  for (const std::string& each : settings_.scopes) {
    if (each != "openid") scopes += " " + each;
  }
  const std::string challenge = Sha256Text(terms.verifier);
  return WithQuery(KnownMetadata()->authorization_endpoint, {{"response_type", "code"},
                                                             {"client_id", settings_.client_id},
                                                             {"redirect_uri", terms.redirect_uri},
                                                             {"scope", scopes},
                                                             {"state", terms.state},
                                                             {"nonce", terms.nonce},
                                                             {"code_challenge", challenge},
                                                             {"code_challenge_method", "S256"}});
}

void Provider::CheckSender(const std::optional<std::string>& issuer) {
  if (issuer ? *issuer != settings_.issuer : KnownMetadata()->names_itself_in_answers) {
    throw SignInError(Fault::kMisbehaves, "the answer to the sign-in is of another provider");
  }
}

std::string Provider::TokenAnswer(const std::string& code, const SignInTerms& terms, const Metadata& metadata) {
  Pairs pairs = {{"grant_type", "authorization_code"},
                 {"code", code},
                 {"redirect_uri", terms.redirect_uri},
                 {"code_verifier", terms.verifier}};
  const bool has_secret = !settings_.client_secret.empty();
  const bool in_form = !has_secret || metadata.takes_secret_in_form_only;
  if (in_form) pairs.emplace_back("client_id", settings_.client_id);
  if (in_form && has_secret) pairs.emplace_back("client_secret", settings_.client_secret);
  Reply reply = Send({.url = metadata.token_endpoint,
                      .form = Form(pairs),
                      .authorization = in_form ? "" : BasicAuthorization(settings_),
                      .max_bytes = kMostBytes},
                     "tokens");
  if (reply.status == 200) return std::move(reply.body);
  const std::string error = ErrorCode(reply.body);
  if (error == "invalid_grant") throw SignInError(Fault::kStale, "the provider does not accept the code any more");
  throw SignInError(Fault::kMisbehaves, "the provider gives no tokens: " +
                                            (error.empty() ? "status " + std::to_string(reply.status) : error) +
                                            "; check `serve.oidc.client_id` and MILLRACE_OIDC_CLIENT_SECRET");
}

std::string Provider::Userinfo(const std::string& tokens, const std::string& claims, const Metadata& metadata) {
  const auto lacks = [&](const std::string& claim) { return !claim.empty() && !HasClaim(claims, claim); };
  if (metadata.userinfo_endpoint.empty() || std::ranges::none_of(settings_.claims, lacks)) return {};
  const std::string access = MemberText(tokens, "access_token").value_or("");
  const bool is_plain = std::ranges::all_of(access, [](char c) { return c > ' ' && c < 0x7f; });
  if (access.empty() || !is_plain) return {};
  std::string more = Get(metadata.userinfo_endpoint, "Bearer " + access, "the claims");
  // OpenID Connect Core §5.3.2: those of somebody else must not be used.
  if (MemberText(more, "sub") != MemberText(claims, "sub")) {
    throw SignInError(Fault::kMisbehaves, "the provider's claims are of somebody else than its ID token");
  }
  return more;
}

Person Provider::Redeem(const std::string& code, const SignInTerms& terms) {
  const auto metadata = KnownMetadata();
  const std::string tokens = TokenAnswer(code, terms, *metadata);
  Person person;
  person.id_token = MemberText(tokens, "id_token").value_or("");
  if (person.id_token.empty()) throw SignInError(Fault::kMisbehaves, "the provider gives no ID token");
  const IdToken token(person.id_token);
  const auto keys = KeysFor(token, *metadata);
  const int64_t now_s = std::chrono::duration_cast<std::chrono::seconds>(now_().time_since_epoch()).count();
  person.claims = token.Verify(
      *keys, {.issuer = settings_.issuer, .client_id = settings_.client_id, .nonce = terms.nonce, .now_s = now_s});
  person.userinfo = Userinfo(tokens, person.claims, *metadata);
  return person;
}

std::string Provider::LogoutUrl(const std::string& id_token, const std::string& return_to) {
  const auto metadata = KnownMetadata();
  if (metadata->end_session_endpoint.empty()) return {};
  Pairs pairs = {{"client_id", settings_.client_id}, {"post_logout_redirect_uri", return_to}};
  if (!id_token.empty() && id_token.size() <= kLongestHint) pairs.emplace_back("id_token_hint", id_token);
  return WithQuery(metadata->end_session_endpoint, pairs);
}

}  // namespace millrace::oidc
