#include "enrich/device_category.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

std::string_view Category(std::string_view device, std::string_view os = "Other", std::string_view agent = "") {
  return DeviceCategory(device, os, agent, std::nullopt);
}

TEST(DeviceCategory, ByTheFamilyOfTheDevice) {  // enrichment.md §2.4
  const std::pair<const char*, const char*> kRows[] = {
      {"Spider", "Bot"},
      {"Crawler", "Bot"},
      {"crawler", "Other"},
      {"Some Bot", "Bot"},
      {"Robot phone", "Bot"},
      {"Cubot X30", "Bot"},
      {"iPhone", "Mobile"},
      {"Generic Smartphone", "Mobile"},
      {"Generic Feature Phone", "Mobile"},
      {"T-MOBILE G1", "Mobile"},
      {"iPad", "Tablet"},
      {"Kindle", "Tablet"},
      {"Kindle Fire HD", "Tablet"},
      {"Generic Tablet", "Tablet"},
      {"HP TouchPad", "Tablet"},
      {"Phone Tablet", "Mobile"},  // the first row that holds
      {"Mac", "PC"},
      {"HCLme PC-1", "PC"},
      {"Linux box", "PC"},
      {"Other", "Other"},
      {"Samsung SM-S928B", "Other"},
      {"K", "Other"},
      {"PlayStation 5", "Other"},
      {"Samsung SMART-TV", "Other"},
      {"iOS-Device", "Other"},
  };
  for (const auto& [device, category] : kRows) EXPECT_EQ(Category(device), category) << device;
}

TEST(DeviceCategory, ExtendedByTheOperatingSystem) {  // U1
  for (const char* os : {"Windows", "Mac OS X", "Chrome OS", "Linux", "Ubuntu"}) EXPECT_EQ(Category("Other", os), "PC");
  EXPECT_EQ(Category("Other", "Fedora"), "Other");
  EXPECT_EQ(Category("iOS-Device", "iOS"), "Mobile");
  EXPECT_EQ(Category("K", "Android", "Mozilla/5.0 (Linux; Android 10; K) Chrome/126.0 Mobile Safari/537.36"), "Mobile");
  EXPECT_EQ(Category("Samsung SM-T970", "Android", "Mozilla/5.0 (Linux; Android 12; SM-T970) Safari/537.36"), "Tablet");
  EXPECT_EQ(Category("X", "Android", "Mobile at the start only"), "Tablet");
  EXPECT_EQ(Category("iPad", "Android", " Mobile"), "Tablet") << "what the family says stands";
}

TEST(DeviceCategory, TelevisionsAndConsolesStayOther) {  // U1
  for (const char* device : {"Samsung SMART-TV", "HbbTV", "Inettv", "GoogleTV", "AppleTV", "BRAVIA 4K GB", "AFTMM",
                             "Chromecast", "NetCast", "Web0S", "Roku", "PlayStation 4", "XBox One", "Nintendo Wii U"}) {
    for (const char* os : {"Windows", "Linux", "Android", "iOS"}) EXPECT_EQ(Category(device, os, " Mobile"), "Other");
  }
}

TEST(DeviceCategory, TheUsersListDecidesFirst) {  // U2
  EXPECT_EQ(DeviceCategory("iPhone", "iOS", "", true), "Bot");
  EXPECT_EQ(DeviceCategory("Spider", "Other", "Cubot X30", false), "Other");
  EXPECT_EQ(DeviceCategory("Cubot X30", "Android", "Cubot X30 Mobile", false), "Mobile");
  EXPECT_EQ(DeviceCategory("iPhone", "iOS", "", false), "Mobile");
}

}  // namespace
}  // namespace millrace
