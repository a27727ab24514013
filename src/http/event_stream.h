// Server-sent events (the EventSource of browsers): a bounded queue between those that know something, on any thread,
// and the connection of one client. A handler makes one, keeps a reference where events come from, and returns it in
// its Response. It holds no thread. Thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace millrace::http {

class EventStream {
 public:
  explicit EventStream(size_t max_bytes = 256 << 10) : max_bytes_(max_bytes) {}

  // `event`: its type, one line. `data` may have several lines. False once the stream is closed: the client has gone,
  // or reads so slowly that the queue is full (it connects again by itself).
  bool Send(std::string_view event, std::string_view data);
  // Ends the answer after what was sent.
  void Close();
  bool closed() const;

  // For the server: what was sent since the last call, as the text of the protocol.
  std::string TakePending();
  // For the server: is called after each Send and Close, by their thread. An empty function: none.
  void OnChange(std::function<void()> wake);

 private:
  const size_t max_bytes_;
  mutable std::mutex mutex_;
  std::string pending_;
  bool closed_ = false;
  std::function<void()> wake_;
};

}  // namespace millrace::http
