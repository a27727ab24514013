// What happens in a project, as server-sent events for the pages that are open. While at least one is, a single thread
// looks at the ledger and at the progress of work once a second, so runs of any process are seen, and clients cost it
// nothing but their queue. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "http/event_stream.h"
#include "http/message.h"
#include "project/project.h"
#include "serve/authentication.h"

namespace millrace {

struct LiveFeedOptions {
  std::chrono::milliseconds look = std::chrono::seconds(1);
  std::chrono::milliseconds session_check = std::chrono::seconds(5);  // between two looks at whether it has ended
  size_t streams = 200;
  size_t streams_of_caller = 8;
};

class LiveFeed {
 public:
  // `warn` gets lines for the log. All must outlive it.
  LiveFeed(Project& project, Authentication& authentication, std::function<void(const std::string& line)> warn,
           LiveFeedOptions options = {});
  // Ends all streams.
  ~LiveFeed();
  LiveFeed(const LiveFeed&) = delete;
  LiveFeed& operator=(const LiveFeed&) = delete;

  // A stream for this request, which ends when its caller may not read any more. Its first event is `operation`, so
  // that the page fetches what it shows after it is connected. Throws http::ProblemError 429 when the caller, and 503
  // when all together, have too many.
  std::shared_ptr<http::EventStream> Open(const http::Request& request, const Caller& caller);

 private:
  // What was told last, by id.
  struct ToldObject {
    std::string json;
    bool is_final = false;  // does not change any more
  };
  using Told = std::map<std::string, ToldObject>;

  struct Listener {
    std::shared_ptr<http::EventStream> stream;
    http::Request request;  // asks again who is listening
    std::string key;        // of the caller
    std::chrono::steady_clock::time_point checked_at;
    bool is_new = true;  // has got no event yet
  };

  void Serve(const std::stop_token& stop);
  // Sends what has changed since the last look.
  void Look();
  Told RunsNow();
  Told JobsNow();
  // Sends what differs, unless this is the first look; whether something does.
  bool Tell(std::string_view event, Told& told, Told now);
  void Send(std::string_view event, const std::string& data);
  // Their first event, after a look: whatever changes from then on is told.
  void GreetNew();
  void DropEnded();
  // Ends the streams whose sessions have ended.
  void CheckSessions();

  Project& project_;
  Authentication& authentication_;
  const std::function<void(const std::string& line)> warn_;
  const LiveFeedOptions options_;
  std::mutex mutex_;  // of `listeners_`
  std::condition_variable_any opened_;
  std::vector<Listener> listeners_;
  // Of the thread.
  std::unique_ptr<Ledger> ledger_;
  Told runs_;
  Told jobs_;
  Told progress_;
  int64_t load_changes_ = 0;
  bool has_looked_ = false;
  std::string last_failure_;
  std::jthread thread_;
};

}  // namespace millrace
