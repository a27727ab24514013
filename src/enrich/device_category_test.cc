#include "enrich/device_category.h"

#include <gtest/gtest.h>

#include "enrich/device_models.h"

namespace millrace {
namespace {

// Without rows about models where `models` is not given.
std::string Category(std::string_view device, std::string_view os = "Other", std::string_view agent = "",
                     std::optional<bool> is_bot = std::nullopt, const DeviceModels& models = {}) {
  return std::string(DeviceKindOf(device, os, agent, models, is_bot).category);
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
  EXPECT_EQ(Category("X", "Android", "Mozilla/5.0 (Mobile"), "Tablet") << "not ` Mobile`";
  EXPECT_EQ(Category("iPad", "Android", " Mobile"), "Tablet") << "what the family says stands";
}

// U1, the product rule for Android: the family, device_models.csv, browsers, every other agent.
TEST(DeviceCategory, OfAndroid) {
  const DeviceModels models =
      DeviceModels::Parse("kind,text,category\nprefix,SM-T,Tablet\nword,TV,Other\nprefix,Fold,PC\n", "d.csv");
  const auto category = [&](std::string_view device, std::string_view agent) {
    return Category(device, "Android", agent, std::nullopt, models);
  };
  EXPECT_EQ(category("SM-T870", "Mozilla/5.0 (Linux; Android 12; SM-T870) Chrome/1 Mobile Safari/1"), "Tablet");
  EXPECT_EQ(category("SM-T870", "Dalvik/2.1.0 (Linux; U; Android 14; SM-T870 Build/UP1A)"), "Tablet");
  EXPECT_EQ(category("A TV", "Mozilla/5.0 (Linux; Android 12; A TV) Chrome/1 Safari/1"), "Other");
  EXPECT_EQ(category("Fold 2", "App/1 (Linux; Android 12; Fold 2)"), "PC");
  EXPECT_EQ(category("Generic Tablet", "App/1 (Linux; Android 12; Fold 2)"), "Tablet") << "the family goes first";
  EXPECT_EQ(category("Spider", "App/1 (Linux; Android 12; Fold 2)"), "Bot");
  EXPECT_EQ(category("LG-K430TV", "Mozilla/5.0 (Linux; Android 6; LG-K430TV) Chrome/1 Mobile Safari/1"), "Mobile");
  EXPECT_EQ(category("BNTV250", "Mozilla/5.0 (Linux; Android 2; BNTV250) Safari/1"), "Tablet");
  for (const char* app : {"Dalvik/2.1.0 (Linux; U; Android 14; SM-S921B Build/UP1A)", "okhttp/4.12.0",
                          "App/1.0 (Linux; Android 14; Pixel 8)", "mozilla/5.0 (Linux; Android 14; Pixel 8)"}) {
    EXPECT_EQ(category("Pixel 8", app), "Mobile") << app;
  }
  EXPECT_EQ(DeviceKindOf("X", "Android", "App/1 (Linux; Android 12; SM-T870)", models, {}).model_line, 2u);
  EXPECT_EQ(DeviceKindOf("X", "Android", "App/1 (Linux; Android 12; Pixel)", models, {}).model_line, 0u);
  EXPECT_EQ(Category("X", "Linux", "App/1 (Linux; X; SM-T870)", std::nullopt, models), "PC") << "of Android only";
}

TEST(DeviceCategory, TelevisionsAndConsolesStayOther) {  // U1
  for (const char* device : {"Samsung SMART-TV", "HbbTV", "Inettv", "GoogleTV", "AppleTV", "BRAVIA 4K GB", "AFTMM",
                             "Chromecast", "NetCast", "Web0S", "Roku", "PlayStation 4", "XBox One", "Nintendo Wii U"}) {
    for (const char* os : {"Windows", "Linux", "iOS", "Other"}) EXPECT_EQ(Category(device, os, " Mobile"), "Other");
  }
}

TEST(DeviceCategory, TheUsersListDecidesFirst) {  // U2
  EXPECT_EQ(Category("iPhone", "iOS", "", true), "Bot");
  EXPECT_EQ(Category("Spider", "Other", "Cubot X30", false), "Other");
  EXPECT_EQ(Category("Cubot X30", "Android", "Cubot X30 Mobile", false), "Mobile");
  EXPECT_EQ(Category("iPhone", "iOS", "", false), "Mobile");
}

}  // namespace
}  // namespace millrace
