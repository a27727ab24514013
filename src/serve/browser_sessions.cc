#include "serve/browser_sessions.h"

#include <utility>

#include "oidc/random_text.h"

namespace millrace {

void BrowserSessions::MakeRoomFor(const std::string& user) {
  const auto now = now_();
  std::erase_if(entries_, [&](const auto& each) { return each.second.until <= now; });
  const auto drop_oldest = [&](size_t most, const auto& counts) {
    size_t count = 0;
    auto oldest = entries_.end();
    for (auto at = entries_.begin(); at != entries_.end(); ++at) {
      if (!counts(at->second)) continue;
      ++count;
      if (oldest == entries_.end() || at->second.until < oldest->second.until) oldest = at;
    }
    if (count >= most) entries_.erase(oldest);
  };
  drop_oldest(kMostOfOne, [&](const Entry& entry) { return entry.session.caller.user == user; });
  drop_oldest(kMost, [](const Entry&) { return true; });
}

std::string BrowserSessions::Begin(BrowserSession session) {
  std::string cookie = oidc::RandomText();
  const std::scoped_lock lock(mutex_);
  MakeRoomFor(session.caller.user);
  entries_[oidc::Sha256Text(cookie)] = {.session = std::move(session), .until = now_() + lifetime_};
  return cookie;
}

std::optional<BrowserSession> BrowserSessions::Find(const std::string& cookie) {
  const std::string digest = oidc::Sha256Text(cookie);
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(digest);
  if (found == entries_.end() || found->second.until <= now_()) return std::nullopt;
  return found->second.session;
}

void BrowserSessions::End(const std::string& cookie) {
  const std::scoped_lock lock(mutex_);
  entries_.erase(oidc::Sha256Text(cookie));
}

}  // namespace millrace
