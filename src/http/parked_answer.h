// An answer that waits for something without a thread, for instance for the end of a query that a client polls. A
// handler makes one, keeps a reference where the event comes from, and returns it in its Response; the server computes
// the answer, in the lane of the route, when it is woken or its time is over, and not at all when the client has gone.
// Thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <utility>

#include "http/message.h"

namespace millrace::http {

class ParkedAnswer {
 public:
  using Answer = std::function<Response(const Request& request)>;

  // `answer` may throw like a handler, but not wait again. It outlives the call of the handler.
  ParkedAnswer(std::chrono::milliseconds most, Answer answer) : most_(most), answer_(std::move(answer)) {}

  // What it waits for has happened. Only the first call counts.
  void Wake();

  std::chrono::milliseconds most() const { return most_; }
  const Answer& answer() const { return answer_; }
  bool is_awake() const;
  // For the server: is called by Wake, in its thread. An empty function: none.
  void OnWake(std::function<void()> notice);

 private:
  const std::chrono::milliseconds most_;
  const Answer answer_;
  mutable std::mutex mutex_;
  bool awake_ = false;
  std::function<void()> notice_;
};

}  // namespace millrace::http
