#include "http/rate_limiter.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <arpa/inet.h>

namespace millrace::http {

RateLimiter::RateLimiter(double per_second, double burst, size_t max_clients)
    : per_second_(per_second), burst_(burst), max_clients_(max_clients) {}

RateLimiter::Bucket& RateLimiter::BucketOf(std::string_view client, Clock::time_point now) {
  const auto refilled = [&](const Bucket& bucket) {
    return std::min(burst_, bucket.tokens + std::chrono::duration<double>(now - bucket.at).count() * per_second_);
  };
  if (buckets_.size() >= max_clients_ && !buckets_.contains(std::string(client))) {
    std::erase_if(buckets_, [&](const auto& each) { return refilled(each.second) >= burst_; });
    // All are busy: begin again, rather than let a client with many addresses lock others out.
    if (buckets_.size() >= max_clients_) buckets_.clear();
  }
  Bucket& bucket = buckets_.try_emplace(std::string(client), Bucket{.tokens = burst_, .at = now}).first->second;
  bucket = {.tokens = refilled(bucket), .at = now};
  return bucket;
}

std::optional<std::chrono::milliseconds> RateLimiter::WaitOf(const Bucket& bucket) const {
  if (bucket.tokens >= 1) return std::nullopt;
  return std::chrono::milliseconds(static_cast<int64_t>(std::ceil((1 - bucket.tokens) / per_second_ * 1000)));
}

std::optional<std::chrono::milliseconds> RateLimiter::Take(std::string_view client, Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  Bucket& bucket = BucketOf(client, now);
  const auto wait = WaitOf(bucket);
  if (!wait) bucket.tokens -= 1;
  return wait;
}

std::optional<std::chrono::milliseconds> RateLimiter::Look(std::string_view client, Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  return WaitOf(BucketOf(client, now));
}

std::string RateKey(std::string_view address) {
  std::array<unsigned char, 16> bytes{};
  if (::inet_pton(AF_INET6, std::string(address).c_str(), bytes.data()) != 1) return std::string(address);
  constexpr std::array<unsigned char, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  const bool is_v4 = std::equal(kMapped.begin(), kMapped.end(), bytes.begin());
  return std::string(reinterpret_cast<const char*>(bytes.data()), is_v4 ? 16 : 8);
}

}  // namespace millrace::http
