#include "core/config.h"

#include <gtest/gtest.h>

#include "core/config_keys.h"
#include "core/error.h"
#include "core/source_position.h"

namespace millrace {
namespace {

std::string ErrorOf(const std::string& text) {
  try {
    ParseConfig(text, "millrace.yml");
  } catch (const UserError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Config, AnEmptyFileGivesTheDefaults) {
  for (const char* text : {"", "\n\n", "# nothing\n", "---\n", "processing:\n", "apps:\nproject:\n"}) {
    const Config config = ParseConfig(text, "millrace.yml");
    EXPECT_EQ(config.project, "default") << text;
    EXPECT_TRUE(config.apps.empty());
    EXPECT_EQ(config.raw, "raw");
    EXPECT_EQ(config.processing.max_event_age_ms, 72 * 3'600'000L);
    EXPECT_EQ(config.processing.memory_bytes, 640u << 20);
    EXPECT_GE(config.processing.threads, 1);
    EXPECT_TRUE(config.processing.filter_bots);
    EXPECT_FALSE(config.processing.correct_client_clock);
    EXPECT_EQ(config.processing.compression, Config::Compression::kSnappy);
    EXPECT_EQ(config.privacy.ip, Config::IpPrivacy::kKeep);
  }
}

TEST(Config, TheWarehouseIsAFileOrAServer) {
  EXPECT_EQ(ParseConfig("", "millrace.yml").warehouse.uri, "warehouse.duckdb");
  EXPECT_EQ(ParseConfig("warehouse: {uri: w.db}", "millrace.yml", "shop").warehouse.uri, "shop/w.db");
  EXPECT_EQ(ParseConfig("warehouse: {uri: 'duckdb:w.db'}", "millrace.yml", "shop").warehouse.uri, "shop/w.db");
  const Config server = ParseConfig("warehouse: {uri: 'postgresql://me@host/db'}", "millrace.yml", "shop");
  EXPECT_EQ(server.warehouse.uri, "postgresql://me@host/db");
  const Config other =
      ParseConfig("warehouse: {uri: 'xy://h', driver: /lib/x.so, dialect: redshift}", "millrace.yml", "shop");
  EXPECT_EQ(other.warehouse.driver, "/lib/x.so");
  EXPECT_EQ(other.warehouse.dialect, "redshift");
  EXPECT_NE(ErrorOf("warehouse: {uri: 'mysql://h'}").find("for other engines set `warehouse.driver`"),
            std::string::npos);
  EXPECT_NE(ErrorOf("warehouse: {uri: 'xy://h', driver: x.so}").find("needs `warehouse.dialect`"), std::string::npos);
  EXPECT_NE(ErrorOf("warehouse: {uri: 'duckdb:'}").find("expected a file"), std::string::npos);
  EXPECT_NE(ErrorOf("warehouse: {retention: 30d, metrics_retention: 29d}").find("29d is less than"), std::string::npos);
  EXPECT_EQ(ParseConfig("warehouse: {retention: 30d}", "x").warehouse.MetricsRetention(), 30 * 24 * 3'600'000LL);
}

TEST(Config, APasswordInAnAddressIsRefusedAndNotShown) {
  const std::string message = ErrorOf("warehouse:\n  uri: postgresql://me:secret@host/db\n");
  EXPECT_EQ(message,
            "millrace.yml:2:8: error: a password does not belong in `warehouse.uri`: set the environment variable "
            "MILLRACE_WAREHOUSE_PASSWORD or PGPASSWORD, and remove it from `postgresql://me:***@host/db`");
  try {
    LoadConfig({.file = {},
                .settings = {"warehouse.uri=postgresql://h/db?password=secret"},
                .environment = [](const std::string&) { return nullptr; }});
    FAIL() << "accepted";
  } catch (const UserError& error) {
    EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos) << error.what();
  }
}

TEST(Config, PluginsAndTheirOrder) {
  const Config config = ParseConfig(R"(
plugins:
  - name: groups
    path: lib/groups.so
    config:
      home: start
      "n": 1.50
      quoted: "1"
      list: [true, null, ~, a "b"]
      nested: {a: {}}
  - name: my-2
    command: python3  my.py --fast
    kind: transformer
    reads: line
    sets: [line_index, custom.a b]
    dictionaries: yes
    timeout: 5s
    environment: [PYTHONPATH, MY_MODEL]
  - {name: words, command: [my program, "a b"], reads: [x], sets: [y]}
processing:
  client: my-2
  enrichments: [traffic_source, groups]
)",
                                    "millrace.yml", "/etc/millrace");
  ASSERT_EQ(config.plugins.size(), 3U);
  const Config::Plugin& groups = config.plugins[0];
  EXPECT_EQ(groups.path, "/etc/millrace/lib/groups.so");
  EXPECT_EQ(groups.config,
            R"({"home":"start","n":1.50,"quoted":"1","list":[true,null,null,"a \"b\""],"nested":{"a":{}}})");
  EXPECT_FALSE(groups.transformer);
  const Config::Plugin& my = config.plugins[1];
  EXPECT_EQ(my.command, (std::vector<std::string>{"python3", "my.py", "--fast"}));
  EXPECT_EQ(my.folder, "/etc/millrace");
  EXPECT_TRUE(my.transformer && my.dictionaries);
  EXPECT_EQ(my.reads, std::vector<std::string>{"line"});
  EXPECT_EQ(my.sets, (std::vector<std::string>{"line_index", "custom.a b"}));
  EXPECT_EQ(my.timeout_ms, 5000);
  EXPECT_EQ(my.environment, (std::vector<std::string>{"PYTHONPATH", "MY_MODEL"}));
  EXPECT_EQ(config.plugins[2].command, (std::vector<std::string>{"my program", "a b"}));
  EXPECT_EQ(config.processing.client, "my-2");
  EXPECT_EQ(config.processing.enrichments, (std::vector<std::string>{"traffic_source", "groups"}));
  EXPECT_EQ(ParseConfig("processing: {enrichments: []}", "m").processing.enrichments.size(), 0U);
}

TEST(Config, FaultyPluginsAreToldWithTheirPlace) {
  EXPECT_TRUE(ErrorOf("plugins: groups").starts_with("millrace.yml:1:10: error: expected a list of plug-ins"));
  EXPECT_TRUE(ErrorOf("plugins: [{path: a.so}]").starts_with("millrace.yml:1:11: error: a plug-in needs a `name`"));
  EXPECT_TRUE(ErrorOf("plugins: [{name: A b, path: a.so}]")
                  .starts_with("millrace.yml:1:18: error: expected lower-case letters"));
  EXPECT_TRUE(ErrorOf("plugins: [{name: a, pth: a.so}]")
                  .starts_with("millrace.yml:1:21: error: unknown key `pth` of a plug-in; did you mean path?"));
  EXPECT_TRUE(ErrorOf("plugins: [{name: a, path: a.so, command: b}]")
                  .starts_with("millrace.yml:1:11: error: the plug-in `a` needs either `path`"));
  EXPECT_TRUE(ErrorOf("plugins: [{name: a, path: a.so}, {name: a, path: b.so}]")
                  .starts_with("millrace.yml:1:34: error: duplicate plug-in `a`"));
  EXPECT_TRUE(ErrorOf("plugins: [{name: a, command: b, kind: enrich}]")
                  .starts_with("millrace.yml:1:39: error: expected enrichment or transformer, found `enrich`"));
  EXPECT_TRUE(ErrorOf("plugins: [{name: a, command: b, config: x}]")
                  .starts_with("millrace.yml:1:41: error: expected keys with values"));
  EXPECT_TRUE(ErrorOf("plugins: [{name: a, command: b, environment: [A=1]}]")
                  .starts_with("millrace.yml:1:46: error: expected names of environment variables"));
  EXPECT_TRUE(ErrorOf("plugins: [{name: a, path: a.so, timeout: 1s}]")
                  .starts_with("millrace.yml:1:42: error: only a plug-in with `command` has the key `timeout`"));
  EXPECT_TRUE(
      ErrorOf("processing: {enrichments: [ip, ip]}").starts_with("millrace.yml:1:27: error: duplicate name `ip`"));
}

TEST(Config, EveryKeyIsRead) {
  const Config config = ParseConfig(R"(
project: shop-1
apps:
  - web
  - {id: android, timezone: UTC, own_domains: [example.com, example.org]}
raw: in
lake: /data/lake
state: ../state
geoip: geo.mmdb
user_agents: ua.yaml
rules: my-rules
processing:
  threads: 3
  max_event_age: 3d
  correct_client_clock: yes
  filter_bots: false
  max_bytes_per_run: 1.5GiB
  memory: 1GB
  compression: zstd
  price_per_core_hour: 0.05
privacy:
  ip: truncate
)",
                                    "conf/millrace.yml", "conf");
  EXPECT_EQ(config.project, "shop-1");
  EXPECT_EQ(config.apps,
            (std::vector<Config::App>{{"web", "UTC", {}}, {"android", "UTC", {"example.com", "example.org"}}}));
  EXPECT_EQ(config.raw, "conf/in");
  EXPECT_EQ(config.lake, "/data/lake");
  EXPECT_EQ(config.state, "state");
  EXPECT_EQ(config.geoip, "conf/geo.mmdb");
  EXPECT_EQ(config.user_agents, "conf/ua.yaml");
  EXPECT_EQ(config.rules, "conf/my-rules");
  EXPECT_EQ(config.processing.threads, 3);
  EXPECT_EQ(config.processing.max_event_age_ms, 3 * 86'400'000L);
  EXPECT_TRUE(config.processing.correct_client_clock);
  EXPECT_FALSE(config.processing.filter_bots);
  EXPECT_EQ(config.processing.max_bytes_per_run, 1610612736u);
  EXPECT_EQ(config.processing.memory_bytes, 1'000'000'000u);
  EXPECT_EQ(config.processing.compression, Config::Compression::kZstd);
  EXPECT_DOUBLE_EQ(config.processing.price_per_core_hour, 0.05);
  EXPECT_EQ(config.privacy.ip, Config::IpPrivacy::kTruncate);
}

TEST(Config, AnErrorShowsTheLineACaretAndTheNearestName) {
  EXPECT_EQ(ErrorOf("project: shop\nprocessing:\n    thread: 4\n"),
            "millrace.yml:3:5: error: unknown key `processing.thread`; did you mean processing.threads?\n"
            "  3 |     thread: 4\n"
            "    |     ^");
  EXPECT_EQ(ErrorOf("processing: {threads: many}"),
            "millrace.yml:1:23: error: expected an integer, found `many`\n"
            "  1 | processing: {threads: many}\n"
            "    |                       ^");
}

struct BadFile {
  const char* text;
  const char* message;
};
class BadConfig : public ::testing::TestWithParam<BadFile> {};

TEST_P(BadConfig, IsRefusedWithItsPlace) {
  const std::string error = ErrorOf(GetParam().text);
  EXPECT_NE(error.find(GetParam().message), std::string::npos) << error;
}

INSTANTIATE_TEST_SUITE_P(
    Texts, BadConfig,
    ::testing::Values(
        BadFile{"threads: 4", "1:1: error: unknown key `threads`; did you mean processing.threads?"},
        BadFile{"proccessing:\n  threads: 4", "1:1: error: unknown key `proccessing`; did you mean processing?"},
        BadFile{"zebra: 1", "unknown key `zebra`\n"},
        BadFile{"processing: 4", "1:13: error: `processing` holds keys of its own"},
        BadFile{"project: a\nproject: b", "2:1: error: duplicate key `project`, first in line 1"},
        BadFile{"processing:\n  threads: 1\ns3:\nprocessing:\n  threads: 2",
                "5:3: error: duplicate key `processing.threads`, first in line 2"},
        BadFile{"processing: {threads: 1, threads: 2}", "1:26: error: duplicate key `processing.threads`"},
        BadFile{"project: [a]", "1:10: error: expected one value, found a list"},
        BadFile{"project: {a: b}", "expected one value, found a map"},
        BadFile{"project: a/b", "expected letters, digits"}, BadFile{"project: ..", "no leading dot"},
        BadFile{"project: ''", "found an empty string"},
        BadFile{"processing: {threads: 0}", "out of range: expected 1 to 1024, found 0"},
        BadFile{"processing: {threads: 99999999999999999999}", "out of range: expected 1 to 1024"},
        BadFile{"processing: {threads: 1.5}", "expected an integer, found `1.5`"},
        BadFile{"processing: {max_event_age: 72}", "found `72`, which has no unit: w d h m s ms"},
        BadFile{"processing: {max_event_age: 1s}", "out of range: expected 1h to 3650d"},
        BadFile{"processing: {memory: lots}", "expected a size like 640MiB"},
        BadFile{"processing: {memory: 640}", "found `640`, which has no unit"},
        BadFile{"processing: {memory: 1MiB}", "out of range: expected 128 MiB or more, found 1MiB"},
        BadFile{"processing: {client: [gtm]}", "1:22: error: expected one value, found a list"},
        BadFile{"apps: [{id: a, client: My SDK}]", "1:24: error: expected lower-case letters, digits, `_` and `-`"},
        BadFile{"processing: {sensors_event_names: [a]}", "expected a map like `{a: b}`, or `{}` for none"},
        BadFile{"processing: {sensors_event_names: {a: b, a: c}}", "duplicate key `a`"},
        BadFile{"processing: {sensors_event_names: {a: [b]}}", "expected one value, found a list"},
        BadFile{"processing: {filter_bots: maybe}", "expected true or false, found `maybe`"},
        BadFile{"processing: {compression: snapy}",
                "expected snappy, zstd or none, found `snapy`; did you mean snappy?"},
        BadFile{"processing: {price_per_core_hour: -1}", "out of range: expected 0 to 1,000, found -1"},
        BadFile{"processing: {price_per_core_hour: nan}", "expected a number, found `nan`"},
        BadFile{"privacy: {ip: hide}", "expected keep, truncate or drop, found `hide`"},
        BadFile{"state: s3://bucket/x", "expected a local path, found the address"},
        BadFile{"raw: http://host/x", "expected a directory, or an address that starts with s3://, gs:// or abfs://"},
        BadFile{"raw: s3:/bucket/x", "1:6: error: expected an address like `s3://bucket/x`, found `s3:/bucket/x`"},
        BadFile{"raw: S3://bucket", "expected an address like `s3://bucket`, found `S3://bucket`"},
        BadFile{"raw: gs:bucket", "expected an address like `gs://bucket`"},
        BadFile{"raw: s3a://bucket/x", "expected a directory, or an address that starts with s3://"},
        BadFile{"lake: file:///srv/lake", "expected a local directory without a scheme: `/srv/lake`"},
        BadFile{"lake: ~/lake", "1:7: error: `~` is expanded only by shells: write `"},
        BadFile{"geoip: ~/a.mmdb", "`~` is expanded only by shells"},
        BadFile{"raw: s3:///x", "expected an address like s3://bucket/prefix, found `s3:///x`"},
        BadFile{"lake: s3://b/a#b", "an address cannot contain `#`"},
        BadFile{"lake: s3://b/a//b", "an address cannot contain `#`, empty parts"},
        BadFile{"s3: {endpoint: 127.0.0.1:9000}", "expected a server like https://host:port"},
        BadFile{"s3: {endpoint: \"http://key:secret@host\"}",
                "1:16: error: credentials do not belong in an address, they come from the environment; remove them "
                "from `http://***@host`"},
        BadFile{"s3: {endpoint: \"https://token@host/\"}", "remove them from `https://***@host/`"},
        BadFile{"raw: s3://key:se/cr@et@bucket/x", "remove them from `s3://***@bucket/x`"},
        BadFile{"lake: http://me:secret@host/x", "remove them from `http://***@host/x`"},
        BadFile{"geoip: https://me:secret@host/x.mmdb", "remove them from `https://***@host/x.mmdb`"},
        BadFile{"s3: {endpoint: \"http://\"}", "expected a server like https://host:port"},
        BadFile{"apps: {a: b}", "expected a list of app ids"},
        BadFile{"apps: [web, web]", "1:13: error: duplicate app `web`"},
        BadFile{"apps: [{timezone: UTC}]", "an app needs an `id`"},
        BadFile{"apps: [web, 'Null']", "1:13: error: `Null` cannot be an app id"},
        BadFile{"apps: [_unknown]", "`_unknown` cannot be an app id"},
        BadFile{"apps: [{id: __HIVE_DEFAULT_PARTITION__}]", "cannot be an app id"},
        BadFile{"processing: {max_partitions: 0}", "1:30: error:"},
        BadFile{"apps: [{id: a, time_zone: UTC}]", "unknown key `time_zone` of an app; did you mean timezone?"},
        BadFile{"apps: [{id: a, id: b}]", "duplicate key `id`"},
        BadFile{"apps: [{id: a, timezone: ../etc}]", "expected the name of a time zone"},
        BadFile{"apps: [{id: a, timezone: leapseconds}]", "expected the name of a time zone"},
        BadFile{"apps: [{id: a, timezone: right/UTC}]", "expected the name of a time zone"},
        BadFile{"apps: [{id: a, timezone: localtime}]", "expected the name of a time zone"},
        BadFile{"apps: [[a]]", "expected one value, found a list"}, BadFile{"[a, b]", "expected keys with values"},
        BadFile{"just text", "expected keys with values"}, BadFile{"a: b: c", "not YAML: a `:` is not expected here"},
        BadFile{"project: shop\n  raw: raw", "2:6: error: not YAML: a `:` is not expected here; check the indentation"},
        BadFile{"apps: [{nickname: a}]",
                "unknown key `nickname` of an app; expected id, timezone, own_domains or client"},
        BadFile{"raw: *x", "not YAML: "},
        BadFile{"project: \"shop\nraw: data\n", "1:10: error: not YAML: this quote is not closed"},
        BadFile{"project: \"shop\nraw: \"data\"\n", "1:10: error: not YAML: this quote is not closed"},
        BadFile{"# don't\napps:\n  - 'it''s\n  - b\n", "3:5: error: not YAML: this quote is not closed"},
        BadFile{"apps: ['a', \"b]\nproject: it's\n", "1:13: error: not YAML: this quote is not closed"},
        BadFile{"? [a]\n: b", "plain word"}, BadFile{"project: a\n---\nproject: b", "the document ends before this"},
        // yaml-cpp must not read this for ever
        BadFile{",", "the document ends before this"}));

// What the guides show can be pasted beside what `millrace init` writes.
TEST(Config, SectionsMayStandSeveralTimes) {
  const Config config = ParseConfig(
      "processing:\n  # threads: 4\nprocessing:\n  threads: 3\napps:\nprocessing: {filter_bots: false}\napps: [a]\n",
      "");
  EXPECT_EQ(config.processing.threads, 3);
  EXPECT_FALSE(config.processing.filter_bots);
  EXPECT_EQ(config.apps.size(), 1u);
}

TEST(Config, FaultsThatShowLaterHaveTheirPlaceToo) {
  const Config config = ParseConfig("project: a\nlake: other\n", "millrace.yml");
  EXPECT_EQ(NoticeAtKey(config, "lake", "was moved"),
            "millrace.yml:2:7: was moved\n"
            "  2 | lake: other\n"
            "    |       ^");
  EXPECT_EQ(NoticeAtKey(config, "raw", "was moved"), "was moved") << "the default has no place";
  EXPECT_THROW(FailAtKey(config, "lake", "was moved"), SourceError);
  EXPECT_EQ(
      ErrorOf("processing:\n  max_event_age: 30d\n  max_partition_age: 10d"),
      "millrace.yml:3:22: error: processing.max_partition_age: 10d is less than processing.max_event_age, which is "
      "30d\n"
      "  3 |   max_partition_age: 10d\n"
      "    |                      ^");
}

TEST(ConfigTable, DefaultsThatAreWrittenOutAreTheDefaultsThatHold) {
  const Config plain = ParseConfig("", "x");
  for (const ConfigKey& key : ConfigKeyTable()) {
    const std::string text(key.info.default_value);
    if (text.starts_with('(')) continue;
    Config config = plain;
    key.set(config, ConfigValue(key.info.type == "map" ? YAML::Load(text) : YAML::Node(text), {}));
    EXPECT_EQ(config.processing.client, plain.processing.client);
    EXPECT_EQ(config.processing.sensors_event_names, plain.processing.sensors_event_names);
    EXPECT_EQ(config.project, plain.project);
    EXPECT_EQ(config.raw + config.lake + config.state, plain.raw + plain.lake + plain.state);
    EXPECT_EQ(config.processing.max_event_age_ms, plain.processing.max_event_age_ms);
    EXPECT_EQ(config.processing.correct_client_clock, plain.processing.correct_client_clock);
    EXPECT_EQ(config.processing.filter_bots, plain.processing.filter_bots);
    EXPECT_EQ(config.processing.max_bytes_per_run, plain.processing.max_bytes_per_run);
    EXPECT_EQ(config.processing.memory_bytes, plain.processing.memory_bytes);
    EXPECT_EQ(config.processing.compression, plain.processing.compression);
    EXPECT_EQ(config.processing.price_per_core_hour, plain.processing.price_per_core_hour);
    EXPECT_EQ(config.privacy.ip, plain.privacy.ip);
  }
}

TEST(ConfigTable, EnvironmentNamesAreDerived) {
  EXPECT_EQ(EnvironmentNameOf("processing.max_event_age"), "MILLRACE_PROCESSING_MAX_EVENT_AGE");
}

TEST(Config, APartitionIsNeverYoungerThanAnEventMayBe) {
  const int64_t day = 24 * 3'600'000L;
  EXPECT_EQ(ParseConfig("", "millrace.yml").processing.MaxPartitionAge(), 400 * day);
  EXPECT_EQ(ParseConfig("processing: {max_event_age: 500d}", "millrace.yml").processing.MaxPartitionAge(), 500 * day);
  EXPECT_EQ(ParseConfig("processing: {max_partition_age: 3d}", "millrace.yml").processing.MaxPartitionAge(), 3 * day);
  EXPECT_EQ(
      ErrorOf("processing: {max_partition_age: 2d}"),
      "millrace.yml:1:33: error: processing.max_partition_age: 2d is less than processing.max_event_age, which is 3d\n"
      "  1 | processing: {max_partition_age: 2d}\n"
      "    |                                 ^");
  EXPECT_THROW(LoadConfig({{}, {"processing.max_partition_age=71h"}, [](auto) { return nullptr; }}), UserError);
}

}  // namespace
}  // namespace millrace
