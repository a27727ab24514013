#include "oidc/pending_sign_ins.h"

#include <algorithm>
#include <utility>

#include "oidc/random_text.h"

namespace millrace::oidc {

PendingSignIns::PendingSignIns(size_t most, std::function<Clock::time_point()> now)
    : most_(most), now_(std::move(now)) {}

PendingSignIns::Begun PendingSignIns::Begin(const std::string& redirect_uri, const std::string& return_to) {
  Begun begun{
      .terms = {.redirect_uri = redirect_uri, .state = RandomText(), .nonce = RandomText(), .verifier = RandomText()},
      .browser = RandomText()};
  const auto now = now_();
  Entry entry{.sign_in = {.terms = begun.terms, .return_to = return_to},
              .browser_digest = Sha256Text(begun.browser),
              .until = now + kTime};
  const std::scoped_lock lock(mutex_);
  if (entries_.size() >= most_) {
    std::erase_if(entries_, [&](const auto& each) { return each.second.until <= now; });
  }
  if (entries_.size() >= most_) {
    entries_.erase(std::ranges::min_element(entries_, {}, [](const auto& each) { return each.second.until; }));
  }
  entries_[Sha256Text(begun.terms.state)] = std::move(entry);
  return begun;
}

std::optional<PendingSignIn> PendingSignIns::Take(const std::string& state, const std::string& browser) {
  // Digests are compared, so that the time for it tells nothing of the texts.
  const std::string key = Sha256Text(state);
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return std::nullopt;
  // Another browser that knows the state must not be able to end the sign-in of this one.
  if (found->second.browser_digest != Sha256Text(browser)) return std::nullopt;
  const Entry entry = std::move(found->second);
  entries_.erase(found);
  if (entry.until <= now_()) return std::nullopt;
  return entry.sign_in;
}

}  // namespace millrace::oidc
