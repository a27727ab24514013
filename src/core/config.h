// The configuration of a run: millrace.yml, the environment and --set, in this order of growing strength, over defaults
// that make an empty file work. ONE table of keys (config_keys.cc) gives names, types, defaults, checks and
// documentation; parsing, environment names and docs/reference/config.md are derived from it.
//
// A Config is a plain value: copy it, pass it by const reference. Everything that is wrong with what the user wrote is
// a UserError that names the file, line and column, or the variable or flag, and the nearest right name.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// The clients that are built in.
inline constexpr std::array<std::string_view, 3> kBuiltInClients = {"clickstream", "gtm", "sensors"};
// The enrichments that are built in, in their usual order.
inline constexpr std::array<std::string_view, 3> kBuiltInEnrichments = {"ip", "user_agent", "traffic_source"};

struct Config {
  enum class Compression : uint8_t { kSnappy, kZstd, kNone };
  enum class IpPrivacy : uint8_t { kKeep, kTruncate, kDrop };

  struct App {
    std::string id;
    std::string timezone = "UTC";          // IANA name
    std::vector<std::string> own_domains;  // referrers from these are internal (enrichment, difference T15)
    std::string client{};                  // whose requests the app's are; empty: processing.client
    bool operator==(const App&) const = default;
  };
  // A plug-in: a shared library (`path`), or a program that is kept running (`command`).
  struct Plugin {
    std::string name;
    std::string path;
    std::vector<std::string> command;
    bool transformer = false;        // else an enrichment
    std::string config = "{}";       // a JSON object, passed on as it is
    std::string folder;              // of the config file; a program starts there. Empty: the current one
    int64_t timeout_ms = 60'000;     // for one batch of a program
    std::vector<std::string> reads;  // columns, for a program; a library says them itself
    std::vector<std::string> sets;
    bool dictionaries = false;
    std::vector<std::string> environment;  // variables that a program gets, beside the few that every one gets
    bool operator==(const Plugin&) const = default;
  };
  struct Processing {
    std::string client = "clickstream";  // whose requests are processed
    // Names of Sensors Data events, and the ones that they get.
    std::map<std::string, std::string, std::less<>> sensors_event_names = {
        {"$pageview", "_page_view"}, {"$AppStart", "_app_start"}, {"$AppEnd", "_app_end"},
        {"$WebClick", "_click"},     {"$AppClick", "_click"},     {"$SignUp", "_profile_set"}};
    int threads = 1;                              // worker threads; the default is the number of processors
    int64_t max_event_age_ms = 72 * 3'600'000LL;  // older events are rejected as `late`
    // The same for any client and event name; unset: 400 days, or max_event_age where that is more.
    std::optional<int64_t> max_partition_age_ms;
    int64_t MaxPartitionAge() const {
      return max_partition_age_ms.value_or(std::max(400 * 24 * 3'600'000LL, static_cast<long long>(max_event_age_ms)));
    }
    bool correct_client_clock = false;
    bool filter_bots = true;
    uint64_t max_bytes_per_run = 8ULL << 30;  // of raw files as stored; the rest waits for the next run
    uint64_t memory_bytes = 640ULL << 20;     // of the whole run, to be shared by its workers
    size_t max_partitions = 4096;             // a table and run
    // A younger raw file may still be written. Null: 10 s on a disk, 0 in a store, where files appear whole.
    std::optional<int64_t> settle_ms;
    // Globs of names that are no raw files (pipeline/ignored_names.h).
    std::vector<std::string> ignore = {".*", "_*", "*.tmp", "*.part", "*.partial", "*.crdownload", "*.swp", "*~"};
    Compression compression = Compression::kSnappy;
    double price_per_core_hour = 0.04;  // US dollars
    // Built-in ones and plug-ins, in their order; what is not named is off.
    std::vector<std::string> enrichments{kBuiltInEnrichments.begin(), kBuiltInEnrichments.end()};
  };
  struct Privacy {
    IpPrivacy ip = IpPrivacy::kKeep;
    // Columns and paths, as written; PrivacyRules checks them.
    std::vector<std::string> pseudonymise;
    std::vector<std::string> drop;
  };
  // How long partitions of a table are kept, by their day; 0: for ever.
  struct Retention {
    int64_t event_v2_ms = 0;
    int64_t item_v2_ms = 0;
    int64_t user_v2_ms = 0;
    int64_t session_ms = 0;
    int64_t rejects_ms = 0;
  };
  // How object stores are reached; who may is never written here (docs/how-to/object-stores.md).
  struct S3 {
    std::string endpoint;    // http://host:port of a server that is not Amazon's; empty: Amazon's
    std::string region;      // empty: from the environment or the profile, else us-east-1
    bool path_style = true;  // of an endpoint: the bucket stands in the path, not in front of the host
    bool anonymous = false;
  };
  struct Gs {
    std::string endpoint;
    bool anonymous = false;
  };
  struct Abfs {
    std::string endpoint;  // as of S3
    bool anonymous = false;
  };

  struct Schedule {
    std::string process = "cron(0 1 * * ? *)";  // when `millrace run` processes (workflow/schedule.h)
    std::string time_zone = "UTC";              // IANA name
    int attempts = 5;                           // of a step, before its run is parked
    int64_t retry_delay_ms = 30'000;            // before the second attempt; doubled from then on
    int64_t stop_timeout_ms = 60'000;           // what a run may take to end when it is told to stop
  };

  std::string project = "default";
  std::vector<App> apps;  // empty: every app is accepted
  std::vector<Plugin> plugins;
  // Folders, absolute or relative to the current one (LoadConfig resolved them against the config file's folder). The
  // raw folder and the lake may be addresses of an object store (core/store_address.h), without a slash at the end.
  std::string raw = "raw";
  std::string lake = "lake";
  std::string state = "state";
  std::string state_backup;  // empty: none
  // Empty: what the data search finds; call the functions of config_data.h to get the path in use.
  std::string geoip;
  std::string user_agents;
  std::string rules;
  Processing processing;
  Privacy privacy;
  Schedule schedule;
  S3 s3;
  Gs gs;
  Abfs abfs;
  Retention retention;

  std::string file;  // the file that was read; empty when there was none
  std::string text;  // what it held

  // Where the value of a key is from, for messages: a place in the file (from 1), or the variable or flag as `source`.
  struct Origin {
    size_t line = 0;
    size_t column = 0;
    std::string source;
  };
  std::map<std::string, Origin, std::less<>> origins;  // by key; one that has its default is missing

  // processing.settle, or its default for the place of the raw folder.
  int64_t SettleMs() const;
};

// Throws the fault of a value that only shows later, as a UserError with the place of the value like those of
// LoadConfig.
[[noreturn]] void FailAtKey(const Config& config, std::string_view key, const std::string& message);
// The same as a text, for a warning.
std::string NoticeAtKey(const Config& config, std::string_view key, const std::string& message);

// One row of the table of keys, as documentation sees it.
struct ConfigKeyInfo {
  std::string_view name;  // dotted: processing.threads
  std::string_view
      type;  // text, folder, file, integer, number, duration, size, true or false, list, map, or the choices
  std::string_view default_value;  // as written in the file; words in parentheses where it is computed
  std::string_view meaning;
};
std::span<const ConfigKeyInfo> ConfigKeys();

// MILLRACE_PROCESSING_THREADS for processing.threads.
std::string EnvironmentNameOf(std::string_view key);

using EnvironmentLookup = std::function<const char*(const std::string& name)>;

struct ConfigSources {
  // The file to read; it must exist. Null: the nearest millrace.yml, here or above and not a stranger's, else defaults.
  std::optional<std::string> file;
  // key=value, as given to --set.
  std::vector<std::string> settings;
  // Null result: not set. The default asks the process's environment.
  EnvironmentLookup environment;
};

// Reads all sources. Throws UserError; SystemError when the file cannot be read.
Config LoadConfig(const ConfigSources& sources);

// Reads the text of one config file and nothing else. `file` is its name in messages; relative folders are resolved
// against `folder` (empty: kept as they are).
Config ParseConfig(std::string_view text, std::string_view file, std::string_view folder = {});

std::string_view CompressionName(Config::Compression compression);
std::string_view IpPrivacyName(Config::IpPrivacy privacy);

}  // namespace millrace
