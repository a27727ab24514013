#include "core/config_keys.h"

#include <array>

namespace millrace {
namespace {

constexpr std::array<std::string_view, 3> kCompressions = {"snappy", "zstd", "none"};
constexpr std::array<std::string_view, 3> kIpPrivacies = {"keep", "truncate", "drop"};

constexpr std::array<std::string_view, 3> kAuthentications = {"none", "token", "oidc"};
constexpr std::array<std::string_view, 3> kDialects = {"duckdb", "postgres", "redshift"};

constexpr int64_t kHour = 3'600'000;
constexpr int64_t kYear = 365 * 24 * kHour;
constexpr uint64_t kMiB = 1ULL << 20;

int64_t Retention(const ConfigValue& value) {
  return value.Duration(24 * kHour, 100 * kYear);
}

const auto kKeys = std::to_array<ConfigKey>({
    {{"project", "string", "default",
      "Name of the project: a directory of the lake, and the column project_id. Letters, digits, `_`, `-` and `.`, "
      "at most 64."},
     [](Config& config, const ConfigValue& value) { config.project = value.ProjectName(); }},
    {{"apps", "list", "(all)",
      "Apps whose events are accepted; events of other apps are rejected as `unknown_app`. A list of app ids, or "
      "of maps with `id`, `timezone` (IANA name, default UTC), `own_domains` (referrers from these count as "
      "internal) and `client` (if it differs from `processing.client`). Without this key every app is accepted."},
     [](Config& config, const ConfigValue& value) { config.apps = value.Apps(); }},
    {{"plugins", "list", "(none)",
      "Plug-ins: maps with `name`, `path` (a shared library) or `command` (a program), and the keys listed in "
      "docs/reference/plugins.md. `processing.enrichments` and the clients decide which of them run.",
      true},
     [](Config& config, const ConfigValue& value) { config.plugins = value.Plugins(); }},
    {{"raw", "directory or address", "raw",
      "Where the raw request files arrive, at any depth. `*.gz` is read as gzip, everything else as plain text. A "
      "directory, or `s3://bucket/prefix`, `gs://…`, `abfs://…`."},
     [](Config& config, const ConfigValue& value) { config.raw = value.FolderOrAddress(); }},
    {{"lake", "directory or address", "lake",
      "Where the Parquet tables are written, under `<project>/<table>/`. A directory or an address, like `raw`."},
     [](Config& config, const ConfigValue& value) { config.lake = value.FolderOrAddress(); }},
    {{"state", "directory", "state",
      "Where the ledger is stored: what was read, and every run. If it is lost, all raw files count as unread. "
      "Always a local directory."},
     [](Config& config, const ConfigValue& value) { config.state = value.Folder(); }},
    {{"state_backup", "directory or address", "(none)",
      "Where a copy of the ledger is stored before the files of a run become visible; `doctor --restore-state` "
      "restores it."},
     [](Config& config, const ConfigValue& value) { config.state_backup = value.FolderOrAddress(); }},
    {{"geoip", "file", "(the GeoLite2-City database that comes with the program)",
      "Database in the MaxMind format that maps an IP address to a location."},
     [](Config& config, const ConfigValue& value) { config.geoip = value.Folder(); }},
    {{"user_agents", "file", "(the uap-core regexes.yaml that comes with the program)",
      "Rules that map a user agent to browser, operating system and device."},
     [](Config& config, const ConfigValue& value) { config.user_agents = value.Folder(); }},
    {{"rules", "directory", "(the rules that come with the program)",
      "Rules for traffic sources and devices that you can edit. A directory named after an app contains the rules of "
      "that app."},
     [](Config& config, const ConfigValue& value) { config.rules = value.Folder(); }},
    {{"processing.client", "clickstream, gtm, sensors or a plug-in", "clickstream",
      "Which client sends the requests: the clickstream SDKs, a Google Tag Manager server-side container, the "
      "Sensors Data SDKs, or a transformer of `plugins`. An app in `apps` can have a client of its own, selected "
      "by the `appId` of the request."},
     [](Config& config, const ConfigValue& value) { config.processing.client = value.Client(); }},
    {{"processing.sensors_event_names", "map",
      "{$pageview: _page_view, $AppStart: _app_start, $AppEnd: _app_end, $WebClick: _click, $AppClick: _click, "
      "$SignUp: _profile_set}",
      "Maps names of Sensors Data events to new names. A map of your own replaces the default; `{}` leaves the "
      "names unchanged."},
     [](Config& config, const ConfigValue& value) { config.processing.sensors_event_names = value.TextMap(); }},
    {{"processing.threads", "integer", "(number of processors)", "Worker threads, 1 to 1024."},
     [](Config& config, const ConfigValue& value) {
       config.processing.threads = static_cast<int>(value.Integer(1, 1024));
     }},
    {{"processing.max_event_age", "duration", "72h",
      "Events older than this before their ingest time are rejected as `late`; `_first_open`, `_first_visit` and "
      "`_profile_set` are exempt. 1h to 10 years."},
     [](Config& config, const ConfigValue& value) {
       config.processing.max_event_age_ms = value.Duration(kHour, 10 * kYear);
     }},
    {{"processing.max_partition_age", "duration", "400d",
      "Events of any client and name that are older than this before their ingest time are rejected as `late`, "
      "because each day is a partition. Must be at least `processing.max_event_age`; the default rises to that "
      "value if it is greater. 1h to 100 years."},
     [](Config& config, const ConfigValue& value) {
       config.processing.max_partition_age_ms = value.Duration(kHour, 100 * kYear);
     }},
    {{"processing.correct_client_clock", "true or false", "false",
      "Correct the times of devices whose clock is behind, by the difference that their upload time shows. Clocks "
      "that are ahead are always corrected."},
     [](Config& config, const ConfigValue& value) { config.processing.correct_client_clock = value.Bool(); }},
    {{"processing.filter_bots", "true or false", "true", "Reject events of bots, as `bot`."},
     [](Config& config, const ConfigValue& value) { config.processing.filter_bots = value.Bool(); }},
    {{"processing.enrichments", "list", "ip, user_agent, traffic_source",
      "The enrichments, built-in ones and `plugins`, in their order. An enrichment that is not in the list is off; "
      "without `user_agent` no bots are filtered."},
     [](Config& config, const ConfigValue& value) { config.processing.enrichments = value.Names(); }},
    {{"processing.max_bytes_per_run", "size", "8GiB",
      "Maximum raw bytes, as stored, that one run takes, oldest files first; it always takes at least one file. "
      "1MiB or more."},
     [](Config& config, const ConfigValue& value) {
       config.processing.max_bytes_per_run = value.Size(kMiB, UINT64_MAX);
     }},
    {{"processing.settle", "duration", "(10s; 0s where `raw` is an address)",
      "A raw file that was modified less than this ago may still be written: `run` leaves it for the next run, "
      "`process` waits for it. 0s to 1d."},
     [](Config& config, const ConfigValue& value) { config.processing.settle_ms = value.Duration(0, 24 * kHour); }},
    {{"processing.ignore", "list", "`.*`, `_*`, `*.tmp`, `*.part`, `*.partial`, `*.crdownload`, `*.swp`, `*~`",
      "Names that are not raw files, as globs. A glob without a slash is matched against the names of files and "
      "directories, except directories such as `year=2026`; a glob with a slash is matched against the path below "
      "`raw`. A list of your own replaces these."},
     [](Config& config, const ConfigValue& value) { config.processing.ignore = value.Globs(); }},
    {{"processing.memory", "size", "640MiB",
      "Memory of a whole run, shared by its workers; aggregates that outgrow it are flushed early. 128MiB or more."},
     [](Config& config, const ConfigValue& value) {
       config.processing.memory_bytes = value.Size(128 * kMiB, UINT64_MAX);
     }},
    {{"processing.max_partitions", "integer", "4096",
      "Maximum number of partitions (app and day) that one run writes per table. Events beyond are rejected as "
      "`partition_limit`; `millrace replay` writes them. 1 to 1000000."},
     [](Config& config, const ConfigValue& value) {
       config.processing.max_partitions = static_cast<size_t>(value.Integer(1, 1'000'000));
     }},
    {{"processing.compression", "snappy, zstd or none", "snappy",
      "Codec of the Parquet files: snappy is faster, zstd makes smaller files."},
     [](Config& config, const ConfigValue& value) {
       config.processing.compression = static_cast<Config::Compression>(value.Choice(kCompressions));
     }},
    {{"processing.price_per_core_hour", "number", "0.04", "US dollars, for the cost line of the summary. 0 to 1000."},
     [](Config& config, const ConfigValue& value) { config.processing.price_per_core_hour = value.Number(0, 1000); }},
    {{"privacy.ip", "keep, truncate or drop", "keep",
      "What is stored of an IP address after its location has been looked up: all of it, only its network, or "
      "nothing."},
     [](Config& config, const ConfigValue& value) {
       config.privacy.ip = static_cast<Config::IpPrivacy>(value.Choice(kIpPrivacies));
     }},
    {{"privacy.pseudonymise", "list", "(none)",
      "String columns, and paths under `custom_parameters.` and `user_properties.`, whose values are replaced by a "
      "keyed hash in every table and in rejects. The key is the environment variable `MILLRACE_PRIVACY_SECRET`."},
     [](Config& config, const ConfigValue& value) { config.privacy.pseudonymise = value.TextList(); }},
    {{"privacy.drop", "list", "(none)",
      "Columns, and paths under `custom_parameters.` and `user_properties.`, whose values are not written, in "
      "every table and in rejects."},
     [](Config& config, const ConfigValue& value) { config.privacy.drop = value.TextList(); }},
    {{"schedule.process", "string", "cron(0 1 * * ? *)",
      "When `millrace run` processes: `rate(10 minutes)`, or `cron(minutes hours day-of-month month day-of-week "
      "year)` with the syntax of Amazon EventBridge. `millrace schedule preview` shows the resulting times."},
     [](Config& config, const ConfigValue& value) { config.schedule.process = value.Text(); }},
    {{"schedule.time_zone", "string", "UTC", "Time zone of the cron expression, an IANA name like Europe/Berlin."},
     [](Config& config, const ConfigValue& value) { config.schedule.time_zone = value.Timezone(); }},
    {{"schedule.attempts", "integer", "5",
      "How many times `millrace run` tries a step before it parks the run, 1 to 100."},
     [](Config& config, const ConfigValue& value) {
       config.schedule.attempts = static_cast<int>(value.Integer(1, 100));
     }},
    {{"schedule.retry_delay", "duration", "30s",
      "Delay before the second attempt; doubled for each further one, up to an hour. 10ms to 1h."},
     [](Config& config, const ConfigValue& value) { config.schedule.retry_delay_ms = value.Duration(10, kHour); }},
    {{"schedule.stop_timeout", "duration", "60s",
      "How long a run may continue after `millrace run` is told to stop; then it is abandoned, and nothing is "
      "lost. 0s to 1d."},
     [](Config& config, const ConfigValue& value) { config.schedule.stop_timeout_ms = value.Duration(0, 24 * kHour); }},
    {{"s3.endpoint", "URL", "(Amazon S3)",
      "Server of `s3://` addresses if it is not Amazon's, with its scheme: `http://127.0.0.1:9000`."},
     [](Config& config, const ConfigValue& value) { config.s3.endpoint = value.Endpoint(); }},
    {{"s3.region", "string", "(from AWS_REGION or AWS_DEFAULT_REGION, else us-east-1)", "Region of the buckets."},
     [](Config& config, const ConfigValue& value) { config.s3.region = value.Text(); }},
    {{"s3.path_style", "true or false", "true",
      "With `s3.endpoint`: the bucket is the first part of the path; false puts it in front of the host name."},
     [](Config& config, const ConfigValue& value) { config.s3.path_style = value.Bool(); }},
    {{"s3.anonymous", "true or false", "false", "Access public objects without credentials."},
     [](Config& config, const ConfigValue& value) { config.s3.anonymous = value.Bool(); }},
    {{"gs.endpoint", "URL", "(Google Cloud Storage)", "Server of `gs://` addresses if it is not Google's."},
     [](Config& config, const ConfigValue& value) { config.gs.endpoint = value.Endpoint(); }},
    {{"gs.anonymous", "true or false", "false", "Access public objects without credentials."},
     [](Config& config, const ConfigValue& value) { config.gs.anonymous = value.Bool(); }},
    {{"abfs.endpoint", "URL", "(Azure Blob Storage)",
      "Server of `abfs://` addresses if it is not Azure's; the account is then the first part of the path."},
     [](Config& config, const ConfigValue& value) { config.abfs.endpoint = value.Endpoint(); }},
    {{"abfs.anonymous", "true or false", "false", "Access public objects without credentials."},
     [](Config& config, const ConfigValue& value) { config.abfs.anonymous = value.Bool(); }},
    {{"retention.event_v2", "duration", "(forever)",
      "Partitions of `event_v2` older than this are removed by `millrace expire --lake`. 1d to 100 years."},
     [](Config& config, const ConfigValue& value) { config.retention.event_v2_ms = Retention(value); }},
    {{"retention.item_v2", "duration", "(forever)",
      "Partitions of `item_v2` older than this are removed by `millrace expire --lake`. 1d to 100 years."},
     [](Config& config, const ConfigValue& value) { config.retention.item_v2_ms = Retention(value); }},
    {{"retention.user_v2", "duration", "(forever)",
      "Partitions of `user_v2` older than this are removed by `millrace expire --lake`. 1d to 100 years."},
     [](Config& config, const ConfigValue& value) { config.retention.user_v2_ms = Retention(value); }},
    {{"retention.session", "duration", "(forever)",
      "Partitions of `session` older than this are removed by `millrace expire --lake`. 1d to 100 years."},
     [](Config& config, const ConfigValue& value) { config.retention.session_ms = Retention(value); }},
    {{"retention.rejects", "duration", "(forever)",
      "Partitions of `rejects` older than this are removed by `millrace expire --lake`. 1d to 100 years."},
     [](Config& config, const ConfigValue& value) { config.retention.rejects_ms = Retention(value); }},
    {{"warehouse.uri", "file or address", "warehouse.duckdb",
      "The warehouse: a DuckDB file, which is created, or the address of a PostgreSQL server, "
      "`postgresql://user@host/database`. The password is never written here: it comes from the environment variable "
      "`MILLRACE_WAREHOUSE_PASSWORD` or `PGPASSWORD`. `none`: only the lake; nothing is loaded."},
     [](Config& config, const ConfigValue& value) { config.warehouse.uri = value.WarehouseUri(); }},
    {{"warehouse.driver", "file", "(by the address)",
      "Library of an ADBC driver, for engines other than DuckDB and PostgreSQL."},
     [](Config& config, const ConfigValue& value) { config.warehouse.driver = value.Folder(); }},
    {{"warehouse.dialect", "duckdb, postgres or redshift", "(by the address)",
      "SQL that the warehouse understands; needed if its address does not tell."},
     [](Config& config, const ConfigValue& value) { config.warehouse.dialect = kDialects[value.Choice(kDialects)]; }},
    {{"warehouse.memory", "size", "1GiB",
      "Memory that DuckDB may use; what does not fit is written to a directory next to its file. 128MiB or more."},
     [](Config& config, const ConfigValue& value) {
       config.warehouse.memory_bytes = value.Size(128 * kMiB, UINT64_MAX);
     }},
    {{"warehouse.temporary_space", "size", "(16 times warehouse.memory, at most half of what is free)",
      "How much of it DuckDB may write there. A query that needs more fails, and no other one. 128MiB or more."},
     [](Config& config, const ConfigValue& value) {
       config.warehouse.temporary_bytes = value.Size(128 * kMiB, UINT64_MAX);
     }},
    {{"warehouse.retention", "duration", "365d",
      "Events, items and sessions older than this before the newest event are removed by `millrace expire "
      "--warehouse`. 1d to 100 years."},
     [](Config& config, const ConfigValue& value) { config.warehouse.retention_ms = Retention(value); }},
    {{"warehouse.metrics_retention", "duration", "(as warehouse.retention)",
      "The same for daily metrics; at least `warehouse.retention`, so that years can be compared without their "
      "events."},
     [](Config& config, const ConfigValue& value) { config.warehouse.metrics_retention_ms = Retention(value); }},
    {{"warehouse.expire_users", "true or false", "false",
      "Whether `millrace expire --warehouse` also removes the users who have no event left."},
     [](Config& config, const ConfigValue& value) { config.warehouse.expire_users = value.Bool(); }},
    {{"warehouse.max_apps", "integer", "100",
      "Apps that get a schema in the warehouse when `apps` is not set, 1 to 10000. Files of further apps wait."},
     [](Config& config, const ConfigValue& value) {
       config.warehouse.max_apps = static_cast<int>(value.Integer(1, 10'000));
     }},
    {{"warehouse.reader", "string", "(none)",
      "PostgreSQL: a role that may read the tables and views of reports and change nothing. `millrace schema apply` "
      "makes it, without a login: grant it to the people and programs that read."},
     [](Config& config, const ConfigValue& value) { config.warehouse.reader = value.Text(); }},
    {{"load.scan_lake", "true or false", "false",
      "Whether `millrace run` also looks through the lake for files that other programs wrote, each time it looks for "
      "something to load."},
     [](Config& config, const ConfigValue& value) { config.load.scan_lake = value.Bool(); }},
    {{"load.max_files", "integer", "1000", "Lake files that one batch of a load takes, 1 to 100000."},
     [](Config& config, const ConfigValue& value) {
       config.load.max_files = static_cast<int>(value.Integer(1, 100'000));
     }},
    {{"load.max_bytes", "size", "512MiB",
      "Bytes of lake files that one batch of a load takes; it always takes at least one file. 1MiB or more."},
     [](Config& config, const ConfigValue& value) { config.load.max_bytes = value.Size(kMiB, UINT64_MAX); }},
    {{"models.folder", "directory", "models",
      "Directory of your own SQL models, which join those of the program; it may be missing."},
     [](Config& config, const ConfigValue& value) { config.models.folder = value.Folder(); }},
    {{"models.interval", "duration", "24h",
      "How often the metrics are computed after loads; 0s: after every load. 0s to 30d."},
     [](Config& config, const ConfigValue& value) { config.models.interval_ms = value.Duration(0, 30 * 24 * kHour); }},
    {{"models.lookback", "duration", "30d",
      "How old a day may be that late data makes the models compute again by themselves. 1d to 10 years."},
     [](Config& config, const ConfigValue& value) {
       config.models.lookback_ms = value.Duration(24 * kHour, 10 * kYear);
     }},
    {{"models.retention_days", "integer", "42", "Days after the first one that the retention views follow, 1 to 365."},
     [](Config& config, const ConfigValue& value) {
       config.models.retention_days = static_cast<int>(value.Integer(1, 365));
     }},
    {{"metadata.interval", "duration", "24h",
      "How often events, parameters and user attributes are looked through after loads. 1h to 30d."},
     [](Config& config, const ConfigValue& value) {
       config.metadata.interval_ms = value.Duration(kHour, 30 * 24 * kHour);
     }},
    {{"metadata.top_values", "integer", "20",
      "Most frequent values that are kept of a parameter or attribute, 1 to 1000."},
     [](Config& config, const ConfigValue& value) {
       config.metadata.top_values = static_cast<int>(value.Integer(1, 1000));
     }},
    {{"serve.listen", "string", "(127.0.0.1:8080 for `serve`; none for `run`)",
      "Address and port of the console and its API, like `127.0.0.1:8080` or `[::1]:8080`. If it is set, `millrace "
      "run` "
      "has a console, too. An address that other machines reach needs authentication."},
     [](Config& config, const ConfigValue& value) { config.serve.listen = value.Text(); }},
    {{"serve.authentication", "none, token or oidc", "none",
      "Who may use the console: everybody who reaches it, those with a token of `millrace token create`, or, beside "
      "these, people who sign in at the OpenID provider of `serve.oidc`."},
     [](Config& config, const ConfigValue& value) {
       config.serve.authentication = static_cast<Config::Serve::Authentication>(value.Choice(kAuthentications));
     }},
    {{"serve.tls_certificate", "file", "(none: http)",
      "Certificate of the console in PEM form, the server's first, then those that signed it. The console is https "
      "then."},
     [](Config& config, const ConfigValue& value) { config.serve.tls_certificate = value.Folder(); }},
    {{"serve.tls_key", "file", "(none)", "Private key of `serve.tls_certificate`, in PEM form."},
     [](Config& config, const ConfigValue& value) { config.serve.tls_key = value.Folder(); }},
    {{"serve.hosts", "list", "(none)",
      "Names under which a proxy on this machine passes requests on to a console at a loopback address. Requests with "
      "other names are refused, since a page of another site may have made a name lead here."},
     [](Config& config, const ConfigValue& value) { config.serve.hosts = value.TextList(); }},
    {{"serve.public_url", "URL", "(that of the request)",
      "Under which people reach the console, if that is not the server itself: `https://console.example.com`. With "
      "https, "
      "cookies are for https alone, also behind a proxy that ends TLS. OpenID providers send people back there."},
     [](Config& config, const ConfigValue& value) { config.serve.public_url = value.PublicUrl(); }},
    {{"serve.trusted_proxies", "list", "(none)",
      "Addresses of proxies that pass requests on. What they say in `X-Forwarded-For` and `X-Forwarded-Proto` counts: "
      "for "
      "limits of requests and connections, for cookies, and in the audit log."},
     [](Config& config, const ConfigValue& value) { config.serve.trusted_proxies = value.IpAddresses(); }},
    {{"serve.session_lifetime", "duration", "12h", "How long people stay signed in, 1s to 30d."},
     [](Config& config, const ConfigValue& value) {
       config.serve.session_lifetime_ms = value.Duration(1000, 30 * 24 * kHour);
     }},
    {{"serve.oidc.issuer", "URL", "(none)",
      "The OpenID provider, exactly as its discovery document names it: `https://login.example.com/realm`. http is "
      "allowed on this machine only."},
     [](Config& config, const ConfigValue& value) { config.serve.oidc.issuer = value.IssuerUrl(); }},
    {{"serve.oidc.client_id", "string", "(none)",
      "Under which the console is registered at the provider. Its secret, if it has one, is the environment variable "
      "`MILLRACE_OIDC_CLIENT_SECRET`."},
     [](Config& config, const ConfigValue& value) { config.serve.oidc.client_id = value.Text(); }},
    {{"serve.oidc.scopes", "list", "openid, profile, email",
      "Scopes that the provider is asked for, so that it tells the claims below; `openid` always is."},
     [](Config& config, const ConfigValue& value) { config.serve.oidc.scopes = value.TextList(); }},
    {{"serve.oidc.user_claim", "string", "email",
      "Claim with the name that the console and the audit log show, followed by the subject."},
     [](Config& config, const ConfigValue& value) { config.serve.oidc.user_claim = value.Text(); }},
    {{"serve.oidc.scope_claim", "string", "groups",
      "Claim, a text or a list, whose values give scopes. `realm_access.roles` is `roles` within `realm_access`."},
     [](Config& config, const ConfigValue& value) { config.serve.oidc.scope_claim = value.Text(); }},
    {{"serve.oidc.read", "list", "(none)",
      "Values of `serve.oidc.scope_claim` that give the scope read; `*`: everybody who can sign in. Who gets no scope "
      "cannot use the console."},
     [](Config& config, const ConfigValue& value) { config.serve.oidc.read = value.TextList(); }},
    {{"serve.oidc.operate", "list", "(none)", "The same for operate, which includes read."},
     [](Config& config, const ConfigValue& value) { config.serve.oidc.operate = value.TextList(); }},
    {{"serve.oidc.admin", "list", "(none)", "The same for admin, which includes operate."},
     [](Config& config, const ConfigValue& value) { config.serve.oidc.admin = value.TextList(); }},
    {{"serve.oidc.app_claim", "string", "(none: all apps for everybody)",
      "Claim, a text or a list, whose values say which apps somebody may see."},
     [](Config& config, const ConfigValue& value) { config.serve.oidc.app_claim = value.Text(); }},
    {{"serve.oidc.apps", "map", "(the values are app ids)",
      "Apps by value of `serve.oidc.app_claim`: `{shop-team: [shop, outlet], head-office: \"*\"}`, where `*` means all "
      "apps."},
     [](Config& config, const ConfigValue& value) { config.serve.oidc.apps = value.ListMap(); }},
    {{"serve.answer_timeout", "duration", "60s",
      "Longest time for an answer; then its queries are cancelled. 1s to 1h."},
     [](Config& config, const ConfigValue& value) { config.serve.answer_timeout_ms = value.Duration(1000, kHour); }},
    {{"serve.requests_per_second", "integer", "500",
      "Requests that one address may send in the long run; five times as many at once. 1 to 1000000."},
     [](Config& config, const ConfigValue& value) {
       config.serve.requests_per_second = static_cast<int>(value.Integer(1, 1'000'000));
     }},
    {{"serve.max_connections", "integer", "2000", "Connections that are open at the same time, 1 to 100000."},
     [](Config& config, const ConfigValue& value) {
       config.serve.max_connections = static_cast<int>(value.Integer(1, 100'000));
     }},
});

}  // namespace

std::span<const ConfigKey> ConfigKeyTable() {
  return kKeys;
}

std::span<const ConfigKeyInfo> ConfigKeys() {
  static const auto infos = [] {
    std::array<ConfigKeyInfo, kKeys.size()> all;
    for (size_t i = 0; i < all.size(); ++i) all[i] = kKeys[i].info;
    return all;
  }();
  return infos;
}

}  // namespace millrace
