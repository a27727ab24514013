// Sign-ins that were begun and whose answer has not come yet. Each can be taken once, by the browser that began it,
// within ten minutes. They are in memory and bounded: when there is no room, the oldest goes. Thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "oidc/provider.h"

namespace millrace::oidc {

struct PendingSignIn {
  SignInTerms terms;
  std::string return_to;  // a path of the console
};

class PendingSignIns {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr auto kTime = std::chrono::minutes(10);
  explicit PendingSignIns(size_t most = 10'000, std::function<Clock::time_point()> now = Clock::now);

  struct Begun {
    SignInTerms terms;    // made up here, but for the redirect
    std::string browser;  // what the browser shows again, in a cookie
  };
  Begun Begin(const std::string& redirect_uri, const std::string& return_to);
  // Null if there is none with this state, it is too old, or another browser began it.
  std::optional<PendingSignIn> Take(const std::string& state, const std::string& browser);

 private:
  struct Entry {
    PendingSignIn sign_in;
    std::string browser_digest;
    Clock::time_point until;
  };
  const size_t most_;
  const std::function<Clock::time_point()> now_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;  // by digest of the state
};

}  // namespace millrace::oidc
