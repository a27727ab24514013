#include "serve/oidc_access.h"

#include <algorithm>

#include "oidc/sign_in_error.h"

namespace millrace {
namespace {

constexpr size_t kLongestUserName = 200;

using Values = std::vector<std::string>;

bool IsAmong(const Values& values, std::string_view value) {
  return std::ranges::find(values, value) != values.end();
}

bool Gives(const Values& accepted, const Values& values) {
  return IsAmong(accepted, Config::Serve::kAnyValue) ||
         std::ranges::any_of(values, [&](const std::string& each) { return IsAmong(accepted, each); });
}

// `ann@example.com (248289761001)`, in the form of the users of tokens: the name may change, and others may take it.
std::string UserOf(const oidc::Person& person, const std::string& claim) {
  const std::string subject = person.Subject();
  const Values names = person.Texts(claim);
  const bool is_plain = !names.empty() && !names.front().empty() && names.front().size() <= kLongestUserName &&
                        std::ranges::none_of(names.front(), [](char c) { return static_cast<unsigned char>(c) < ' '; });
  return is_plain ? names.front() + " (" + subject + ")" : subject;
}

// Null: all.
std::optional<Values> AppsOf(const Values& values, const Config::Serve::Oidc& mapping) {
  if (mapping.app_claim.empty()) return std::nullopt;
  Values apps;
  for (const std::string& value : values) {
    const auto found = mapping.apps.find(value);
    if (mapping.apps.empty()) {
      apps.push_back(value);
    } else if (found != mapping.apps.end()) {
      apps.insert(apps.end(), found->second.begin(), found->second.end());
    }
  }
  // Only the configuration can say `*`: a value of the provider is an id.
  if (!mapping.apps.empty() && IsAmong(apps, Config::Serve::kAnyValue)) return std::nullopt;
  std::ranges::sort(apps);
  const auto repeated = std::ranges::unique(apps);
  apps.erase(repeated.begin(), repeated.end());
  return apps;
}

}  // namespace

Caller AccessOf(const oidc::Person& person, const Config::Serve::Oidc& mapping) {
  Caller caller{.user = UserOf(person, mapping.user_claim), .scope = Scope::kNone, .apps = std::nullopt};
  const Values values = person.Texts(mapping.scope_claim);
  if (Gives(mapping.read, values)) caller.scope = Scope::kRead;
  if (Gives(mapping.operate, values)) caller.scope = Scope::kOperate;
  if (Gives(mapping.admin, values)) caller.scope = Scope::kAdmin;
  if (caller.scope == Scope::kNone) {
    throw oidc::SignInError(oidc::Fault::kRefused,
                            caller.user + " gets no scope: no value of the claim `" + mapping.scope_claim +
                                "` is in `serve.oidc.read`, `serve.oidc.operate` or `serve.oidc.admin`");
  }
  caller.apps = AppsOf(person.Texts(mapping.app_claim), mapping);
  if (caller.apps && caller.apps->empty()) {
    throw oidc::SignInError(oidc::Fault::kRefused,
                            caller.user + " gets no app: no value of the claim `" + mapping.app_claim + "` gives one");
  }
  return caller;
}

}  // namespace millrace
