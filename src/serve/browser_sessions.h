// Sessions of people who signed in at a provider. In memory: they end with the process, after their lifetime, and at
// log out. Bounded for each person and in total; the oldest goes. Thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "serve/caller.h"

namespace millrace {

struct BrowserSession {
  Caller caller;
  std::string id_token;  // which the provider wants to see again at log out
};

class BrowserSessions {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr size_t kMostOfOne = 20;
  static constexpr size_t kMost = 10'000;
  explicit BrowserSessions(std::chrono::milliseconds lifetime, std::function<Clock::time_point()> now = Clock::now)
      : lifetime_(lifetime), now_(std::move(now)) {}

  // Returns the value of the cookie, of which only the digest is kept.
  std::string Begin(BrowserSession session);
  std::optional<BrowserSession> Find(const std::string& cookie);
  void End(const std::string& cookie);

 private:
  struct Entry {
    BrowserSession session;
    Clock::time_point until;
  };
  void MakeRoomFor(const std::string& user);

  const std::chrono::milliseconds lifetime_;
  const std::function<Clock::time_point()> now_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;  // by digest of the cookie
};

}  // namespace millrace
