// The configuration of a run: defaults, millrace.yml, the environment and --set, in ascending precedence. An empty file
// is valid. ONE table of keys (config_keys.cc) defines names, types, defaults, checks and documentation; parsing,
// environment names and docs/reference/config.md are derived from it.
//
// A Config is a plain value: copy it, or pass it by const reference. Each mistake of the user is a UserError that names
// the file, line and column, or the variable or flag, and the most similar valid name.
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

// The built-in clients.
inline constexpr std::array<std::string_view, 3> kBuiltInClients = {"clickstream", "gtm", "sensors"};
// The built-in enrichments, in their default order.
inline constexpr std::array<std::string_view, 3> kBuiltInEnrichments = {"ip", "user_agent", "traffic_source"};

struct Config {
  enum class Compression : uint8_t { kSnappy, kZstd, kNone };
  enum class IpPrivacy : uint8_t { kKeep, kTruncate, kDrop };

  struct App {
    std::string id;
    std::string timezone = "UTC";          // IANA name
    std::vector<std::string> own_domains;  // referrers from these are internal (enrichment, difference T15)
    std::string client{};                  // the client that sends the app's requests; empty: processing.client
    bool operator==(const App&) const = default;
  };
  // A plug-in: a shared library (`path`), or a program (`command`).
  struct Plugin {
    std::string name;
    std::string path;
    std::vector<std::string> command;
    bool transformer = false;        // otherwise an enrichment
    std::string config = "{}";       // a JSON object, passed on unchanged
    std::string folder;              // of the config file; where a program starts. Empty: the current directory
    int64_t timeout_ms = 60'000;     // of a program, per batch
    std::vector<std::string> reads;  // columns, for a program; a library declares them itself
    std::vector<std::string> sets;
    bool dictionaries = false;
    std::vector<std::string> environment;  // variables that a program gets, in addition to the few that all get
    bool operator==(const Plugin&) const = default;
  };
  struct Processing {
    std::string client = "clickstream";  // the client that sends the requests
    // Names of Sensors Data events, and the names that they get.
    std::map<std::string, std::string, std::less<>> sensors_event_names = {
        {"$pageview", "_page_view"}, {"$AppStart", "_app_start"}, {"$AppEnd", "_app_end"},
        {"$WebClick", "_click"},     {"$AppClick", "_click"},     {"$SignUp", "_profile_set"}};
    int threads = 1;                              // worker threads; the default is the number of processors
    int64_t max_event_age_ms = 72 * 3'600'000LL;  // older events are rejected as `late`
    // The same for every client and event name; unset: 400 days, or max_event_age if that is more.
    std::optional<int64_t> max_partition_age_ms;
    int64_t MaxPartitionAge() const {
      return max_partition_age_ms.value_or(std::max(400 * 24 * 3'600'000LL, static_cast<long long>(max_event_age_ms)));
    }
    bool correct_client_clock = false;
    bool filter_bots = true;
    uint64_t max_bytes_per_run = 8ULL << 30;  // of raw files as stored; the rest waits for the next run
    uint64_t memory_bytes = 640ULL << 20;     // of the whole run, divided among its workers
    size_t max_partitions = 4096;             // per table and run
    // A younger raw file may be incomplete. Null: 10 s on a disk, 0 in a store, where files appear when complete.
    std::optional<int64_t> settle_ms;
    // Globs of names that are not raw files (pipeline/ignored_names.h).
    std::vector<std::string> ignore = {".*", "_*", "*.tmp", "*.part", "*.partial", "*.crdownload", "*.swp", "*~"};
    Compression compression = Compression::kSnappy;
    double price_per_core_hour = 0.04;  // US dollars
    // Built-in ones and plug-ins, in their order; the others are off.
    std::vector<std::string> enrichments{kBuiltInEnrichments.begin(), kBuiltInEnrichments.end()};
  };
  struct Privacy {
    IpPrivacy ip = IpPrivacy::kKeep;
    // Columns and paths, as written; PrivacyRules checks them.
    std::vector<std::string> pseudonymise;
    std::vector<std::string> drop;
  };
  // How long the partitions of a table are kept, by their day; 0: forever.
  struct Retention {
    int64_t event_v2_ms = 0;
    int64_t item_v2_ms = 0;
    int64_t user_v2_ms = 0;
    int64_t session_ms = 0;
    int64_t rejects_ms = 0;
  };
  // How object stores are reached. Credentials are never part of the configuration (docs/how-to/object-stores.md).
  struct S3 {
    std::string endpoint;    // http://host:port of another server than Amazon's; empty: Amazon's
    std::string region;      // empty: from the environment or the profile, else us-east-1
    bool path_style = true;  // of an endpoint: the bucket is part of the path, not of the host
    bool anonymous = false;
  };
  struct Gs {
    std::string endpoint;
    bool anonymous = false;
  };
  struct Abfs {
    std::string endpoint;  // as for S3
    bool anonymous = false;
  };

  struct Schedule {
    std::string process = "cron(0 1 * * ? *)";  // when `millrace run` processes (workflow/schedule.h)
    std::string time_zone = "UTC";              // IANA name
    int attempts = 5;                           // of a step, before its run is parked
    int64_t retry_delay_ms = 30'000;            // before the second attempt; doubled from then on
    int64_t stop_timeout_ms = 60'000;           // how long a run may take to end after a request to stop
  };

  struct Warehouse {
    // A DuckDB file, as a path, or the address of a server (core/warehouse_address.h); never has a password.
    // kNoWarehouse: none.
    std::string uri = "warehouse.duckdb";
    std::string driver;                  // the library of an ADBC driver; empty: by the address
    std::string dialect;                 // a name of warehouse/dialect.h; empty: by the address
    uint64_t memory_bytes = 1ULL << 30;  // of DuckDB
    // That DuckDB writes beside its file; unset: 16 times its memory, and at most half of what is free.
    std::optional<uint64_t> temporary_bytes;
    int64_t retention_ms = 365 * 24 * 3'600'000LL;
    std::optional<int64_t> metrics_retention_ms;  // unset: as retention
    int64_t MetricsRetention() const { return metrics_retention_ms.value_or(retention_ms); }
    bool expire_users = false;  // whose events are all gone
    int max_apps = 100;         // that register themselves, where `apps` names none
    std::string reader;         // role of reports on PostgreSQL; empty: none
  };
  struct Load {
    int max_files = 1000;               // of one batch: a transaction
    uint64_t max_bytes = 512ULL << 20;  // of one batch
    bool scan_lake = false;             // `run` looks for files that other programs wrote into the lake
  };
  struct Models {
    std::string folder = "models";           // of the project's own models; may be missing
    int64_t interval_ms = 24 * 3'600'000LL;  // between runs; 0: after every load
    int64_t lookback_ms = 30 * 24 * 3'600'000LL;
    int retention_days = 42;  // of the retention views
  };
  struct Metadata {
    int64_t interval_ms = 24 * 3'600'000LL;
    int top_values = 20;
  };

  // The console (`millrace serve`, and `run` if it has an address).
  struct Serve {
    enum class Authentication : uint8_t { kNone, kToken, kOidc };
    // Signing in at an OpenID provider. The secret of the client is in the environment only.
    struct Oidc {
      std::string issuer;
      std::string client_id;
      std::vector<std::string> scopes = {"openid", "profile", "email"};  // that are asked for
      std::string user_claim = "email";
      std::string scope_claim = "groups";
      // Values of scope_claim that give a scope; kAnyValue: everybody who can sign in.
      std::vector<std::string> read;
      std::vector<std::string> operate;
      std::vector<std::string> admin;
      std::string app_claim;  // empty: all apps for everybody
      // Apps by value of app_claim, kAnyValue for all apps; empty: the values are the ids themselves.
      std::map<std::string, std::vector<std::string>, std::less<>> apps;
    };
    static constexpr std::string_view kAnyValue = "*";

    std::string listen;  // address and port (http/listen_address.h); empty: `run` serves nothing
    Authentication authentication = Authentication::kNone;
    std::string tls_certificate;  // files in PEM form; both or none
    std::string tls_key;
    std::vector<std::string> hosts;            // names that the field Host may have on a loopback address
    std::string public_url;                    // origin under which people reach it; empty: that of the server itself
    std::vector<std::string> trusted_proxies;  // addresses whose X-Forwarded-* fields count
    int64_t session_lifetime_ms = 12 * 3'600'000LL;
    Oidc oidc;
    int64_t answer_timeout_ms = 60'000;
    int requests_per_second = 500;  // of one client
    int max_connections = 2000;
  };

  std::string project = "default";
  std::vector<App> apps;  // empty: every app is accepted
  std::vector<Plugin> plugins;
  // Directories, absolute or relative to the current one (LoadConfig resolved them against that of the config file).
  // The raw directory and the lake may be addresses of an object store (core/store_address.h), without a final slash.
  std::string raw = "raw";
  std::string lake = "lake";
  std::string state = "state";
  std::string state_backup;  // empty: none
  // Empty: found by the data search. The functions of config_data.h return the path in use.
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
  Warehouse warehouse;
  Load load;
  Models models;
  Metadata metadata;
  Serve serve;

  std::string file;  // the file that was read; empty if there was none
  std::string text;  // its content

  // The origin of a key's value, for messages: a position in the file (from 1), or the variable or flag as `source`.
  struct Origin {
    size_t line = 0;
    size_t column = 0;
    std::string source;
    std::string value;  // as it was written, on one line
    bool is_of_environment = false;
  };
  std::map<std::string, Origin, std::less<>> origins;  // by key; without keys that have their default

  // processing.settle, or its default, which depends on where the raw directory is.
  int64_t SettleMs() const;
};

// Throws a UserError about a value whose fault is only detected later, with its position, like those of LoadConfig.
[[noreturn]] void FailAtKey(const Config& config, std::string_view key, const std::string& message);
// The same message as a text, for a warning.
std::string NoticeAtKey(const Config& config, std::string_view key, const std::string& message);

// One row of the table of keys, for documentation.
struct ConfigKeyInfo {
  std::string_view name;  // dotted: processing.threads
  std::string_view
      type;  // text, folder, file, integer, number, duration, size, true or false, list, map, or the choices
  std::string_view default_value;  // as written in the file; a description in parentheses if it is computed
  std::string_view meaning;
  bool is_secret = false;  // its value may contain what only plug-ins should know
};
std::span<const ConfigKeyInfo> ConfigKeys();

// MILLRACE_PROCESSING_THREADS for processing.threads.
std::string EnvironmentNameOf(std::string_view key);

using EnvironmentLookup = std::function<const char*(const std::string& name)>;

struct ConfigSources {
  // The file to read; it must exist. Null: the nearest millrace.yml, in the current directory or a parent that others
  // cannot write to, or else the defaults.
  std::optional<std::string> file;
  // key=value, as given to --set.
  std::vector<std::string> settings;
  // A null result means not set. The default reads the environment of the process.
  EnvironmentLookup environment;
};

// Reads all sources. Throws UserError; SystemError if the file cannot be read.
Config LoadConfig(const ConfigSources& sources);

// Reads only the text of one config file. `file` is its name in messages; relative directories are resolved against
// `folder` (empty: not resolved).
Config ParseConfig(std::string_view text, std::string_view file, std::string_view folder = {});

}  // namespace millrace
