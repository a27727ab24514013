#include "enrich/device_models.h"

#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace {
namespace {

DeviceModels ParseDeviceModels(std::string_view rows) {
  return DeviceModels::Parse("kind,text,category\n" + std::string(rows), "d.csv");
}

std::string CategoryOf(const DeviceModels& models, std::string_view model) {
  const DeviceModels::Row* row = models.Find(model);
  return row == nullptr ? "none" : row->category + ", line " + std::to_string(row->line);
}

std::string FaultOfDeviceModels(std::string_view rows) {
  try {
    ParseDeviceModels(rows);
  } catch (const UserError& error) {
    const std::string message = error.what();
    return message.substr(0, message.find('\n'));
  }
  return "none";
}

TEST(DeviceModels, FindTheModelInAnAgent) {
  const std::pair<const char*, const char*> kCases[] = {
      {"Dalvik/2.1.0 (Linux; U; Android 14; SM-S921B Build/UP1A)", "SM-S921B"},
      {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)", "K"},
      {"App/1.0 (Linux; Android 14; Pixel 8)", "Pixel 8"},
      {"Mozilla/5.0 (Linux; Android 13; Galaxy Tab S8 Build/TP1A; wv) AppleWebKit", "Galaxy Tab S8"},
      {"Mozilla/5.0 (Linux; Android 13; SM-X200; wv)", "wv"},
      {"a (Linux; Android 9; Lenovo Tab (3rd Gen)) b", "Lenovo Tab (3rd Gen)"},
      {"a (Linux; Android 9; X Builder)", "X"},
      {"a (Linux; Android 9; )", ""},
      {"a (Linux; Android 9;X)", "Android 9;X"},
      {"a (X; One) (Y; Two Build/1)", "One"},
      {"a; b (SM-T870)", ""},
      {"a (Linux; Android 9; never closed", ""},
      {"a (Linux; Android 9; SM-T870 Build/never closed", "SM-T870"},
      {"a (Linux; Android 9; SM-T870) Build/1", "SM-T870"},
      {"okhttp/4.12.0", ""},
      {"", ""},
  };
  for (const auto& [agent, model] : kCases) EXPECT_EQ(ModelOf(agent), model) << agent;
}

TEST(DeviceModels, TheFirstRowThatHoldsDecides) {
  const DeviceModels models =
      ParseDeviceModels("word,TV,Other\nprefix,SM-T,Tablet\nprefix,Streaming Box,Other\nword,Tab,Tablet\n");
  const std::pair<const char*, const char*> kCases[] = {
      {"SM-T870", "Tablet, line 3"},
      {"sm-t870", "Tablet, line 3"},
      {"SM-T TV", "Other, line 2"},
      {"XSM-T", "none"},
      {"Android TV", "Other, line 2"},
      {"SMART-TV", "Other, line 2"},
      {"tv", "Other, line 2"},
      {"LG-K430TV", "none"},
      {"TVs", "none"},
      {"TV_1", "none"},
      {"TV\xC3\xA9", "none"},
      {"TVs TV", "Other, line 2"},
      {"STREAMING BOX 4K", "Other, line 4"},
      {"Galaxy Tab", "Tablet, line 5"},
      {"Tablet", "none"},
      {"Tab.4", "Tablet, line 5"},
      {"", "none"},
  };
  for (const auto& [model, category] : kCases) EXPECT_EQ(CategoryOf(models, model), category) << model;
  EXPECT_EQ(CategoryOf(DeviceModels(), "SM-T870"), "none");
}

TEST(DeviceModels, TheDefaultsKnowTelevisionsHeadsetsAndTablets) {
  std::ifstream file(MILLRACE_SOURCE_DIR "/data/rules/default/device_models.csv");
  std::stringstream text;
  text << file.rdbuf();
  const DeviceModels models = DeviceModels::Parse(text.str(), "d.csv");
  const std::pair<const char*, const char*> kCases[] = {
      {"BRAVIA 4K GB", "Other"}, {"AFTMM", "Other"},         {"Quest 3", "Other"},    {"SHIELD Android TV", "Other"},
      {"SM-X200", "Tablet"},     {"SM-T870", "Tablet"},      {"KFTRWI", "Tablet"},    {"Lenovo TB-X606F", "Tablet"},
      {"Nexus 7", "Tablet"},     {"Pixel Tablet", "Tablet"}, {"Redmi Pad", "Tablet"}, {"iPlay_50", "Tablet"},
  };
  for (const auto& [model, category] : kCases) {
    const DeviceModels::Row* row = models.Find(model);
    ASSERT_NE(row, nullptr) << model;
    EXPECT_EQ(row->category, category) << model;
  }
  for (const char* phone : {"Pixel 8", "SM-S921B", "Nexus 5", "K", "wv"})
    EXPECT_EQ(models.Find(phone), nullptr) << phone;
}

TEST(DeviceModels, NameFaults) {
  EXPECT_EQ(FaultOfDeviceModels("prefixes,SM-T,Tablet\n"),
            "d.csv:2:1: error: unknown kind `prefixes`; did you mean prefix? (prefix or word)");
  EXPECT_EQ(FaultOfDeviceModels("prefix,,Tablet\n"), "d.csv:2:8: error: `text` is empty");
  EXPECT_EQ(FaultOfDeviceModels("word,TV,Tv box\n"),
            "d.csv:2:9: error: unknown category `Tv box` (Mobile, Tablet, PC, Bot or Other)");
  EXPECT_EQ(FaultOfDeviceModels("word,TV,Other\nword,tv,Tablet\n"),
            "d.csv:3:6: error: duplicate word `tv`: it is in line 2 too");
  EXPECT_EQ(FaultOfDeviceModels("word,TV,Other\nprefix,TV,Tablet\n"), "none");
  EXPECT_EQ(FaultOfDeviceModels(""), "none");
}

}  // namespace
}  // namespace millrace
