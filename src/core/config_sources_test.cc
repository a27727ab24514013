// Where the values of a configuration come from: the nearest file, the environment, --set, and the data search.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include <gtest/gtest.h>

#include "core/config.h"
#include "core/config_data.h"
#include "core/error.h"
#include "core/testing/temporary_folder.h"

namespace millrace {
namespace {

class ConfigSourcesTest : public ::testing::Test {
 protected:
  Config Load(const std::string& text, std::vector<std::string> settings,
              const std::map<std::string, std::string>& variables) {
    const std::string file = folder_ / "millrace.yml";
    std::ofstream(file) << text;
    return LoadConfig({file, std::move(settings), [variables](const std::string& name) {
                         const auto found = variables.find(name);
                         return found == variables.end() ? nullptr : found->second.c_str();
                       }});
  }

  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
};

TEST_F(ConfigSourcesTest, StrongerSourcesWin) {
  const std::string text = "processing: {threads: 2, compression: zstd, memory: 200MiB}\n";
  const Config config = Load(text, {"processing.threads=4"},
                             {{"MILLRACE_PROCESSING_THREADS", "3"}, {"MILLRACE_PROCESSING_COMPRESSION", "none"}});
  EXPECT_EQ(config.processing.threads, 4);                               // --set over environment over file
  EXPECT_EQ(config.processing.compression, Config::Compression::kNone);  // environment over file
  EXPECT_EQ(config.processing.memory_bytes, 200u << 20);                 // file over default
  EXPECT_EQ(config.processing.max_event_age_ms, 72 * 3'600'000L);        // default
}

TEST_F(ConfigSourcesTest, OriginsKeepWhatWasWritten) {
  const Config config = Load("apps:\n  - shop\n  - {id: blog, timezone: Europe/Berlin}\nprocessing: {threads: 2}\n",
                             {"processing.memory=200MiB"}, {{"MILLRACE_PROCESSING_COMPRESSION", "none"}});
  EXPECT_EQ(config.origins.at("apps").value, "[shop, {id: blog, timezone: Europe/Berlin}]");
  EXPECT_EQ(config.origins.at("processing.threads").value, "2");
  EXPECT_EQ(config.origins.at("processing.threads").line, 4U);
  EXPECT_EQ(config.origins.at("processing.memory").value, "200MiB");
  EXPECT_FALSE(config.origins.at("processing.memory").is_of_environment);
  EXPECT_EQ(config.origins.at("processing.compression").value, "none");
  EXPECT_TRUE(config.origins.at("processing.compression").is_of_environment);
}

TEST_F(ConfigSourcesTest, FoldersAreBesideTheFileUnlessTheCommandLineSaysSo) {
  const Config config = Load("lake: out\n", {"state=here"}, {});
  EXPECT_EQ(config.raw, (folder_ / "raw").string());
  EXPECT_EQ(config.lake, (folder_ / "out").string());
  EXPECT_EQ(config.state, "here");
}

TEST_F(ConfigSourcesTest, ListsComeFromTextWithCommasOrYaml) {
  EXPECT_EQ(Load("", {"apps=a,b"}, {}).apps, (std::vector<Config::App>{{"a", "UTC", {}}, {"b", "UTC", {}}}));
  EXPECT_EQ(Load("", {}, {{"MILLRACE_APPS", "[{id: a, own_domains: x.org}]"}}).apps,
            (std::vector<Config::App>{{"a", "UTC", {"x.org"}}}));
}

TEST_F(ConfigSourcesTest, TheClientIsThatOfAllAppsOrOfOne) {
  const Config config = Load("apps: [{id: a, client: sensors}, b]", {"processing.client=gtm"}, {});
  EXPECT_EQ(config.processing.client, "gtm");
  ASSERT_EQ(config.apps.size(), 2u);
  EXPECT_EQ(config.apps[0].client, "sensors");
  EXPECT_EQ(config.apps[1].client, "");
  EXPECT_EQ(Load("", {}, {}).processing.client, "clickstream");
}

TEST_F(ConfigSourcesTest, AMapTakesThePlaceOfTheDefault) {
  using Names = std::map<std::string, std::string, std::less<>>;
  EXPECT_EQ(Load("processing: {sensors_event_names: {$A: a}}", {}, {}).processing.sensors_event_names,
            (Names{{"$A", "a"}}));
  EXPECT_EQ(Load("", {"processing.sensors_event_names={$B: b, c: d}"}, {}).processing.sensors_event_names,
            (Names{{"$B", "b"}, {"c", "d"}}));
  EXPECT_EQ(Load("", {}, {{"MILLRACE_PROCESSING_SENSORS_EVENT_NAMES", "{}"}}).processing.sensors_event_names, Names{});
  EXPECT_EQ(Load("", {}, {}).processing.sensors_event_names.at("$pageview"), "_page_view");
}

TEST_F(ConfigSourcesTest, MistakesNameTheirSource) {
  const auto error_of = [&](std::vector<std::string> settings, std::map<std::string, std::string> variables) {
    try {
      Load("", std::move(settings), std::move(variables));
    } catch (const UserError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(error_of({"threads=4"}, {}), "--set: unknown key `threads`; did you mean processing.threads?");
  EXPECT_EQ(error_of({"project"}, {}), "--set needs key=value, found `project`");
  EXPECT_EQ(error_of({"processing.threads=x"}, {}), "--set processing.threads=x: expected an integer, found `x`");
  EXPECT_EQ(error_of({}, {{"MILLRACE_PRIVACY_IP", "x"}}),
            "environment variable MILLRACE_PRIVACY_IP: expected keep, truncate or drop, found `x`");
  EXPECT_EQ(error_of({"apps=[{id: a"}, {}).substr(0, 30), "--set apps=[{id: a: not YAML: ");
}

TEST_F(ConfigSourcesTest, TheNearestFileAboveIsUsed) {
  const auto before = std::filesystem::current_path();
  std::filesystem::create_directories(folder_ / "a/b");
  std::ofstream(folder_ / "millrace.yml") << "project: above\nraw: in\n";
  std::filesystem::current_path(folder_ / "a/b");
  const Config above = LoadConfig({{}, {}, [](auto) { return nullptr; }});
  std::ofstream(folder_ / "a/b/millrace.yml") << "project: here\n";
  const Config here = LoadConfig({{}, {}, [](auto) { return nullptr; }});
  std::filesystem::current_path(before);
  EXPECT_EQ(above.project, "above");
  EXPECT_EQ(above.file, "../../millrace.yml");
  EXPECT_EQ(above.raw, "../../in") << "folders lie beside the file";
  EXPECT_EQ(here.project, "here");
  EXPECT_EQ(here.file, "millrace.yml");
}

TEST_F(ConfigSourcesTest, AMissingFileIsTheUsersFault) {
  EXPECT_THROW(LoadConfig({(folder_ / "none.yml").string(), {}, {}}), UserError);
  EXPECT_THROW(LoadConfig({folder_.string(), {}, {}}), UserError);
}

TEST_F(ConfigSourcesTest, DataIsFoundWhereTheVariableSays) {
  std::filesystem::create_directories(folder_ / "deps/uap-core");
  std::ofstream(folder_ / "deps/uap-core/regexes.yaml") << "x";
  ::setenv("MILLRACE_DATA", ("/nowhere:" + (folder_ / "deps").string()).c_str(), 1);
  Config config;
  EXPECT_EQ(UserAgentRulesPath(config), (folder_ / "deps/uap-core/regexes.yaml").string());
  EXPECT_EQ(DataFolders()[0], "/nowhere");
  config.geoip = (folder_ / "mine.mmdb").string();
  EXPECT_THROW(GeoDatabasePath(config), UserError);
  std::ofstream(config.geoip) << "x";
  EXPECT_EQ(GeoDatabasePath(config), config.geoip);
  ::unsetenv("MILLRACE_DATA");
}

}  // namespace
}  // namespace millrace
