#include "http/open_connections.h"

#include <utility>

#include <boost/asio/post.hpp>

namespace millrace::http {

OpenConnections::Place::Place(OpenConnections& all, std::shared_ptr<OpenConnection> connection) : all_(all) {
  const std::scoped_lock lock(all_.mutex_);
  ++all_.by_peer_[connection->peer];
  at_ = all_.open_.insert(all_.open_.end(), std::move(connection));
}

OpenConnections::Place::~Place() {
  const std::scoped_lock lock(all_.mutex_);
  const auto peer = all_.by_peer_.find((*at_)->peer);
  if (--peer->second == 0) all_.by_peer_.erase(peer);
  all_.open_.erase(at_);
  // With the lock: the object may be gone as soon as the waiter sees that none is left.
  all_.changed_.notify_all();
}

size_t OpenConnections::size() const {
  const std::scoped_lock lock(mutex_);
  return open_.size();
}

size_t OpenConnections::CountOf(const std::string& peer) const {
  const std::scoped_lock lock(mutex_);
  const auto found = by_peer_.find(peer);
  return found == by_peer_.end() ? 0 : found->second;
}

void OpenConnections::ForEach(const std::function<void(OpenConnection&)>& change) {
  const std::scoped_lock lock(mutex_);
  for (const auto& each : open_) {
    boost::asio::post(each->executor, [each, change] { change(*each); });
  }
}

bool OpenConnections::WaitForNone(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, time, [this] { return open_.empty(); });
}

}  // namespace millrace::http
