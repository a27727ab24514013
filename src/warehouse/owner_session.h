// One process that uses the warehouse through its owner. Two threads: one reads frames and passes cancellations on at
// once, the other executes requests and answers them.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "warehouse/connection.h"
#include "warehouse/ipc_rows.h"
#include "warehouse/owner_channel.h"

namespace millrace {

class OwnerSession {
 public:
  // Takes the socket. `on_end` is called, by a thread of the session, when it has ended.
  OwnerSession(int socket, std::function<std::unique_ptr<Connection>()> connect, std::function<void()> on_end);
  // Ends it where it is.
  ~OwnerSession();
  OwnerSession(const OwnerSession&) = delete;
  OwnerSession& operator=(const OwnerSession&) = delete;

  // Ends it as soon as it is between two transactions and has no request.
  void Leave();
  bool has_ended() const { return has_ended_; }

  // The next frame of an append: false at its end or when the process has gone.
  bool NextOfAppend(Frame& frame);

 private:
  void ReadFrames();
  void Serve();
  // Waits. Null: the session ends.
  std::unique_ptr<Frame> NextRequest();
  // Of the mutex's holder.
  Frame PopFrame();
  void CancelRequest(const std::string& id);
  // Each returns false when the session has to end; an error that is thrown is the answer.
  bool Answer(const Frame& request);
  bool Greet(const Frame& request);
  bool Submit(FrameReader& fields);
  bool Fetch(const std::string& id);
  bool SendRows();
  bool Append(FrameReader& fields);
  void EndRequest();

  OwnerChannel channel_;
  const std::function<std::unique_ptr<Connection>()> connect_;
  const std::function<void()> on_end_;
  std::atomic<bool> has_ended_ = false;

  // Of the thread that serves; what the one that reads needs for cancellations changes under the mutex.
  std::unique_ptr<Connection> connection_;
  std::string request_;  // submitted, and its rows not read to the end
  bool is_in_transaction_ = false;
  std::shared_ptr<arrow::RecordBatchReader> rows_;
  std::unique_ptr<IpcEncoder> encoder_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Frame> frames_;  // read and not served
  size_t waiting_bytes_ = 0;
  std::stop_source append_stop_;
  bool is_closed_ = false;  // the process has gone
  bool is_leaving_ = false;

  std::thread reader_;
  std::thread server_;
};

}  // namespace millrace
