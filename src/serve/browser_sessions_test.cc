#include "serve/browser_sessions.h"

#include <vector>

#include <gtest/gtest.h>

namespace millrace {
namespace {

using std::chrono::milliseconds;

BrowserSession SessionOf(const std::string& user) {
  return {.caller = {.user = user, .scope = Scope::kRead, .apps = std::nullopt}, .id_token = "a.b.c"};
}

TEST(BrowserSessionsTest, EndAtTheirTimeAndAtLogOut) {
  auto now = BrowserSessions::Clock::now();
  BrowserSessions sessions(milliseconds(1000), [&] { return now; });
  const std::string first = sessions.Begin(SessionOf("Ann"));
  const std::string second = sessions.Begin(SessionOf("Ann"));
  EXPECT_NE(first, second);
  EXPECT_EQ(sessions.Find(first)->caller.user, "Ann");
  EXPECT_FALSE(sessions.Find("guess"));
  sessions.End(first);
  EXPECT_FALSE(sessions.Find(first));
  now += milliseconds(999);
  EXPECT_TRUE(sessions.Find(second));
  now += milliseconds(1);
  EXPECT_FALSE(sessions.Find(second));
}

TEST(BrowserSessionsTest, OnePersonCannotPushOutOthers) {
  auto now = BrowserSessions::Clock::now();
  BrowserSessions sessions(std::chrono::hours(12), [&] { return now += milliseconds(1); });
  const std::string ann = sessions.Begin(SessionOf("Ann"));
  std::vector<std::string> of_bob;
  for (size_t i = 0; i < BrowserSessions::kMostOfOne + 1; ++i) of_bob.push_back(sessions.Begin(SessionOf("Bob")));
  EXPECT_TRUE(sessions.Find(ann));
  EXPECT_FALSE(sessions.Find(of_bob.front()));
  EXPECT_TRUE(sessions.Find(of_bob[1]));
  EXPECT_TRUE(sessions.Find(of_bob.back()));
}

}  // namespace
}  // namespace millrace
