#include "generate/visitor.h"

#include <set>
#include <string>

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include "generate/devices.h"

namespace millrace::generate {
namespace {

World MakeWorld() {
  GeneratorOptions options;
  options.output = "unused";
  options.events = 1;
  return World(options);
}

TEST(UserAgents, AreAFewHundredDifferentOnes) {
  const UserAgents agents;
  std::set<std::string> distinct(agents.okhttp.begin(), agents.okhttp.end());
  distinct.insert(agents.dalvik.begin(), agents.dalvik.end());
  distinct.insert(agents.apple_apps.begin(), agents.apple_apps.end());
  size_t total = agents.okhttp.size() + agents.dalvik.size() + agents.apple_apps.size();
  for (const auto* list : {&agents.desktop, &agents.handheld, &agents.bots}) {
    total += list->size();
    for (const UserAgent& agent : *list) distinct.insert(agent.text);
  }
  EXPECT_EQ(distinct.size(), total);
  EXPECT_GT(total, 250u);
  EXPECT_LT(total, 400u);
  for (const std::string& text : distinct) {
    // They are written to JSON strings unescaped.
    EXPECT_EQ(text.find_first_of("\"\\\n\t"), std::string::npos) << text;
  }
}

TEST(Places, AddressesArePublicAndWellFormed) {
  Random random(1);
  TextBuffer out;
  int six = 0;
  for (const Place& place : Places()) {
    for (int i = 0; i < 200; ++i) {
      const uint64_t bits = random.Next();
      out.Clear();
      AppendAddress(out, place, bits);
      const std::string address(out.view());
      in_addr four{};
      in6_addr bytes{};
      if (address.find(':') != std::string::npos) {
        ++six;
        ASSERT_EQ(inet_pton(AF_INET6, address.c_str(), &bytes), 1) << address;
        EXPECT_EQ(bytes.s6_addr[0] & 0xE0, 0x20) << address;  // 2000::/3, the global addresses
      } else {
        ASSERT_EQ(inet_pton(AF_INET, address.c_str(), &four), 1) << address;
        const uint32_t host = ntohl(four.s_addr);
        EXPECT_FALSE(host >> 24 == 10 || host >> 20 == 0xAC1 || host >> 16 == 0xC0A8 || host >> 24 >= 224) << address;
      }
      out.Clear();
      AppendAddress(out, place, bits);
      EXPECT_EQ(out.view(), address);
    }
  }
  EXPECT_GT(six, 500);
}

TEST(Visitor, IsAFunctionOfItsKey) {
  const World world = MakeWorld();
  const Visitor first = MakeVisitor(world, 42, 0);
  const Visitor again = MakeVisitor(world, 42, 0);
  EXPECT_EQ(first.id_high, again.id_high);
  EXPECT_EQ(first.user_agent, again.user_agent);
  EXPECT_EQ(first.first_touch_ms, again.first_touch_ms);
  EXPECT_NE(first.id_high, MakeVisitor(world, 43, 0).id_high);
}

TEST(Visitor, RegularsCameLongBeforeAndNewOnesCameNow) {
  const World world = MakeWorld();
  for (uint64_t key = 0; key < 500; ++key) {
    const Visitor regular = MakeVisitor(world, key, 0);
    EXPECT_LT(regular.first_touch_ms, world.options.start_ms - 9LL * 86'400'000);
    EXPECT_GE(regular.first_session, 2);
    const Visitor born = MakeVisitor(world, key, world.options.start_ms + 5);
    EXPECT_EQ(born.first_touch_ms, world.options.start_ms + 5);
    EXPECT_EQ(born.first_session, 1);
  }
}

TEST(Visitor, AppsHaveDevicesAndBrowsersHaveWindows) {
  const World world = MakeWorld();
  int web = 0;
  int android = 0;
  for (uint64_t key = 0; key < 2000; ++key) {
    const Visitor visitor = MakeVisitor(world, key, 0);
    if (visitor.platform == Platform::web) {
      ++web;
      EXPECT_GT(visitor.viewport_height, 0);
      EXPECT_LE(visitor.viewport_width, visitor.screen_width);
      EXPECT_TRUE(visitor.model.empty());
    } else {
      android += visitor.platform == Platform::android ? 1 : 0;
      EXPECT_FALSE(visitor.model.empty());
      EXPECT_FALSE(visitor.app_version.empty());
      EXPECT_FALSE(visitor.bot);
    }
  }
  EXPECT_NEAR(web, 1400, 80);
  EXPECT_NEAR(android, 450, 60);
}

TEST(Visitor, ClocksAreWrongByMoreThanTenMinutesOrNotAtAll) {
  GeneratorOptions options;
  options.clock_skew_share = 0.5;
  const World world(options);
  int wrong = 0;
  for (uint64_t key = 0; key < 1000; ++key) {
    const int64_t skew = MakeVisitor(world, key, 0).clock_skew_ms;
    wrong += skew != 0 ? 1 : 0;
    EXPECT_TRUE(skew == 0 || std::abs(skew) > 600'000) << skew;
  }
  EXPECT_NEAR(wrong, 500, 60);
}

}  // namespace
}  // namespace millrace::generate
