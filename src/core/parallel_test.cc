#include "core/parallel.h"

#include <array>
#include <atomic>
#include <stdexcept>

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(ParallelFor, TakesEachTurnOnceOnAnyNumberOfThreads) {
  for (const size_t threads : {0, 1, 2, 7}) {
    std::array<std::atomic<int>, 100> taken{};
    ParallelFor(threads, taken.size(), [&](size_t turn) { ++taken[turn]; });
    for (const auto& times : taken) EXPECT_EQ(times, 1) << threads << " threads";
  }
  ParallelFor(4, 0, [](size_t) { FAIL() << "there is no turn"; });
}

TEST(ParallelFor, ThrowsWhatABodyThrewAndBeginsNoMoreTurns) {
  for (const size_t threads : {1, 4}) {
    std::atomic<int> begun = 0;
    const auto body = [&](size_t turn) {
      ++begun;
      if (turn == 3) throw std::runtime_error("the third");
    };
    EXPECT_THROW(ParallelFor(threads, 1'000'000, body), std::runtime_error);
    EXPECT_LT(begun, 1'000'000);
  }
}

}  // namespace
}  // namespace millrace
