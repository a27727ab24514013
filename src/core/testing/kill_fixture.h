// Kills real processes, for tests of recovery after a crash.
#pragma once

#include <chrono>
#include <csignal>
#include <cstdint>
#include <random>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace millrace {

// Kills processes at random moments, with the real SQLite and page cache. The longest wait before a kill adapts to the
// speed of the machine, so that processes are killed while they work.
class RandomKills {
 public:
  RandomKills(uint32_t seed, std::chrono::microseconds longest_wait)
      : random_(seed), longest_us_(longest_wait.count()) {}

  // Runs `work` in a separate process and kills it. If the work ends earlier, it must have succeeded.
  template <typename Work>
  void RunAndKill(Work work) {
    const auto wait = std::chrono::microseconds(static_cast<int64_t>(random_()) % longest_us_);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      try {
        work();
        ::_exit(0);
      } catch (...) {
        ::_exit(1);
      }
    }
    std::this_thread::sleep_for(wait);
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) {
      ++kills_;
      longest_us_ += longest_us_ / 8;
    } else {
      longest_us_ -= longest_us_ / 4;
    }
    ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0) << "work after a kill failed";
  }

  int kills() const { return kills_; }

 private:
  std::mt19937 random_;
  int64_t longest_us_;
  int kills_ = 0;
};

}  // namespace millrace
