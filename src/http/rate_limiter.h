// How many requests each client may send: a token bucket per key. Keys are few and bounded: when there is no room,
// those whose buckets are full are forgotten, which changes nothing for them. Thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace millrace::http {

class RateLimiter {
 public:
  using Clock = std::chrono::steady_clock;
  // `per_second` may be a fraction; `burst` requests may come at once.
  RateLimiter(double per_second, double burst, size_t max_clients = 10'000);

  // Takes one request off the client's bucket. Null if there was one, else how long to wait for the next.
  std::optional<std::chrono::milliseconds> Take(std::string_view client, Clock::time_point now);
  // The wait without taking one.
  std::optional<std::chrono::milliseconds> Look(std::string_view client, Clock::time_point now);

 private:
  struct Bucket {
    double tokens;
    Clock::time_point at;
  };
  Bucket& BucketOf(std::string_view client, Clock::time_point now);
  std::optional<std::chrono::milliseconds> WaitOf(const Bucket& bucket) const;

  const double per_second_;
  const double burst_;
  const size_t max_clients_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

// The key of an address: an IPv4 address, or the /64 network of an IPv6 address, in which one client has all others.
std::string RateKey(std::string_view address);

}  // namespace millrace::http
