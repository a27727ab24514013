#include "core/config.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

#include "core/config_keys.h"
#include "core/did_you_mean.h"
#include "core/error.h"
#include "core/source_position.h"
#include "core/store_address.h"
#include "core/time.h"
#include "core/warehouse_address.h"
#include "core/yaml_document.h"

namespace millrace {
namespace {

constexpr const char* kDefaultFile = "millrace.yml";
constexpr uintmax_t kLargestFile = 4u << 20;

const ConfigKey* FindKey(std::string_view name) {
  const auto keys = ConfigKeyTable();
  const auto found = std::ranges::find(keys, name, [](const ConfigKey& key) { return key.info.name; });
  return found == keys.end() ? nullptr : &*found;
}

bool IsSection(std::string_view name) {
  return std::ranges::any_of(ConfigKeyTable(), [&](const ConfigKey& key) {
    return key.info.name.size() > name.size() && key.info.name.starts_with(name) && key.info.name[name.size()] == '.';
  });
}

// The names that are valid in the place of an unknown key: every key, and the sections.
std::string UnknownKey(const std::string& name) {
  std::vector<std::string_view> names;
  for (const ConfigKey& key : ConfigKeyTable()) {
    names.push_back(key.info.name);
    for (size_t dot = 0; (dot = key.info.name.find('.', dot)) != std::string_view::npos; ++dot) {
      names.push_back(key.info.name.substr(0, dot));
    }
  }
  return "unknown key `" + name + "`" + DidYouMeanHint(name, names);
}

// A value as it was written, on one line: YAML in flow style, cut where it is long.
void AppendWritten(std::string& out, const YAML::Node& node) {
  constexpr size_t kMostBytes = 16 << 10;
  if (out.size() > kMostBytes) return;
  if (node.IsSequence()) {
    out += '[';
    for (size_t i = 0; i < node.size() && out.size() <= kMostBytes; ++i) {
      if (i > 0) out += ", ";
      AppendWritten(out, node[i]);
    }
    out += ']';
  } else if (node.IsMap()) {
    out += '{';
    for (const auto& pair : node) {
      if (out.size() > kMostBytes) break;
      if (!out.ends_with('{')) out += ", ";
      AppendWritten(out, pair.first);
      out += ": ";
      AppendWritten(out, pair.second);
    }
    out += '}';
  } else if (node.IsScalar()) {
    out += node.Scalar();
    if (out.size() > kMostBytes) out.resize(kMostBytes);
  }
}

std::string Written(const YAML::Node& node) {
  std::string out;
  AppendWritten(out, node);
  return out;
}

// Walks one level of the file; `prefix` is the section with its point, or empty.
// A section may occur several times, so that the snippets of the guides can be pasted into a file.
void ApplyMap(Config& config, const YAML::Node& map, const std::string& prefix, std::string_view folder) {
  for (const auto& pair : map) {
    if (!pair.first.IsScalar()) throw BadConfigValue(pair.first.Mark(), "a key must be a plain word");
    const std::string name = prefix + pair.first.Scalar();
    const ConfigKey* key = FindKey(name);
    if (name == "serve.oidc.client_secret") {
      throw SecretConfigValue(pair.first.Mark(),
                              "a secret does not belong in the configuration: set the environment variable "
                              "MILLRACE_OIDC_CLIENT_SECRET");
    }
    if (key == nullptr && !IsSection(name)) {
      throw BadConfigValue(pair.first.Mark(), UnknownKey(name));
    }
    // A key without a value keeps its default. Often, its lines are commented out.
    if (pair.second.IsNull()) continue;
    if (key != nullptr) {
      const YAML::Mark mark = pair.second.Mark();
      const Config::Origin origin{.line = static_cast<size_t>(mark.line) + 1,
                                  .column = static_cast<size_t>(mark.column) + 1,
                                  .source = {},
                                  .value = Written(pair.second)};
      if (const auto [first, fresh] = config.origins.emplace(name, origin); !fresh) {
        throw BadConfigValue(pair.first.Mark(),
                             "duplicate key `" + name + "`, first in line " + std::to_string(first->second.line));
      }
      key->set(config, ConfigValue(pair.second, folder));
    } else if (pair.second.IsMap()) {
      ApplyMap(config, pair.second, name + ".", folder);
    } else {
      throw BadConfigValue(pair.second.Mark(), "`" + name + "` holds keys of its own: write them below it, indented");
    }
  }
}

// The parser's own text, or a better one for what is usually a wrong indentation.
std::string NotYaml(const YAML::Exception& bad) {
  const bool map_in_value = bad.msg == YAML::ErrorMsg::MAP_VALUE;
  return "not YAML: " +
         (map_in_value ? "a `:` is not expected here; check the indentation, and quote text with `: ` in it" : bad.msg);
}

void ApplyText(Config& config, std::string_view text, std::string_view file, std::string_view folder) {
  const auto fail = [&](const YAML::Mark& mark, const std::string& message) {
    const bool placed = mark.line >= 0 && mark.column >= 0;
    throw SourceError(file, text, placed ? static_cast<size_t>(mark.line) + 1 : 1,
                      placed ? static_cast<size_t>(mark.column) + 1 : 1, message);
  };
  try {
    const YAML::Node root = ReadYamlDocument(text);
    if (root.IsNull()) return;
    if (!root.IsMap()) throw BadConfigValue(root.Mark(), "expected keys with values, like `project: shop`");
    ApplyMap(config, root, "", folder);
  } catch (const SecretConfigValue& bad) {
    throw SourceError(file, {}, static_cast<size_t>(bad.mark().line) + 1, static_cast<size_t>(bad.mark().column) + 1,
                      bad.what());
  } catch (const BadConfigValue& bad) {
    fail(bad.mark(), bad.what());
  } catch (const YAML::Exception& bad) {
    fail(bad.mark, NotYaml(bad));
  }
}

// A value from the environment or --set, which has no position; `source` names its origin.
void ApplySetting(Config& config, const ConfigKey& key, const std::string& value, const std::string& source,
                  bool is_of_environment) {
  try {
    // Maps and lists of maps are written as YAML flow text; anything else is taken literally, so that no text needs
    // quotes.
    const bool flow =
        (key.info.type == "list" && value.starts_with('[')) || (key.info.type == "map" && value.starts_with('{'));
    key.set(config, ConfigValue(flow ? ReadYamlDocument(value) : YAML::Node(value), {}));
    config.origins[std::string(key.info.name)] = {
        .source = source, .value = value, .is_of_environment = is_of_environment};
  } catch (const SecretConfigValue& bad) {
    throw UserError(source.substr(0, source.find('=')) + ": " + bad.what());
  } catch (const BadConfigValue& bad) {
    throw UserError(source + ": " + bad.what());
  } catch (const YAML::Exception& bad) {
    throw UserError(source + ": " + NotYaml(bad));
  }
}

void ApplyEnvironment(Config& config, const EnvironmentLookup& environment) {
  for (const ConfigKey& key : ConfigKeyTable()) {
    const std::string name = EnvironmentNameOf(key.info.name);
    const char* value = environment ? environment(name) : std::getenv(name.c_str());
    if (value != nullptr && *value != '\0') {
      ApplySetting(config, key, value, "environment variable " + name, true);
    }
  }
}

std::string ReadFile(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    throw UserError("config file not found: " + path + " (`millrace init` writes one)");
  }
  if (std::filesystem::is_directory(status)) throw UserError("the config file is a directory: " + path);
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream content;
  if (stream) content << stream.rdbuf();
  if (!stream) throw SystemError("cannot read the config file " + path + ": " + std::strerror(errno));
  if (content.view().size() > kLargestFile) throw UserError("the config file is larger than 4 MiB: " + path);
  return std::move(content).str();
}

void CheckOidc(const Config& config) {
  if (config.serve.authentication != Config::Serve::Authentication::kOidc) return;
  const Config::Serve::Oidc& oidc = config.serve.oidc;
  for (const auto& [key, value] : {std::pair{"issuer", oidc.issuer}, {"client_id", oidc.client_id}}) {
    if (value.empty()) {
      FailAtKey(config, "serve.authentication", std::string("the authentication oidc needs `serve.oidc.") + key + "`");
    }
  }
  if (oidc.read.empty() && oidc.operate.empty() && oidc.admin.empty()) {
    FailAtKey(config, "serve.authentication",
              "nobody could use the console: say who gets a scope in `serve.oidc.read`, `serve.oidc.operate` or "
              "`serve.oidc.admin`");
  }
  if (!oidc.apps.empty() && oidc.app_claim.empty()) {
    FailAtKey(config, "serve.oidc.apps", "`serve.oidc.apps` needs `serve.oidc.app_claim`");
  }
  std::vector<std::string_view> ids;
  ids.reserve(config.apps.size());
  for (const Config::App& app : config.apps) ids.push_back(app.id);
  for (const auto& [value, apps] : oidc.apps) {
    for (const std::string& app : apps) {
      if (ids.empty() || app == Config::Serve::kAnyValue || std::ranges::find(ids, app) != ids.end()) continue;
      FailAtKey(config, "serve.oidc.apps",
                std::string("serve.oidc.apps: `")
                    .append(app)
                    .append("` of `")
                    .append(value)
                    .append("` is none of `apps`")
                    .append(DidYouMeanHint(app, ids)));
    }
  }
}

// Checks that concern two keys together, whatever their origin.
void CheckTogether(const Config& config) {
  const Config::Processing& processing = config.processing;
  if (processing.MaxPartitionAge() < processing.max_event_age_ms) {
    FailAtKey(config, "processing.max_partition_age",
              "processing.max_partition_age: " + FormatDuration(processing.MaxPartitionAge()) +
                  " is less than processing.max_event_age, which is " + FormatDuration(processing.max_event_age_ms));
  }
  const Config::Warehouse& warehouse = config.warehouse;
  if (warehouse.MetricsRetention() < warehouse.retention_ms) {
    FailAtKey(config, "warehouse.metrics_retention",
              "warehouse.metrics_retention: " + FormatDuration(warehouse.MetricsRetention()) +
                  " is less than warehouse.retention, which is " + FormatDuration(warehouse.retention_ms));
  }
  const WarehouseKind kind = ParseWarehouseAddress(warehouse.uri).kind;
  if (kind == WarehouseKind::kOther && warehouse.driver.empty()) {
    FailAtKey(config, "warehouse.uri",
              "expected a DuckDB file or postgresql://user@host/database, found `" + warehouse.uri +
                  "`; for other engines set `warehouse.driver`, too");
  }
  if (kind == WarehouseKind::kOther && warehouse.dialect.empty()) {
    FailAtKey(config, "warehouse.driver", "`warehouse.driver` needs `warehouse.dialect` for this address");
  }
  if (config.serve.tls_certificate.empty() != config.serve.tls_key.empty()) {
    const bool has_key = !config.serve.tls_key.empty();
    FailAtKey(config, has_key ? "serve.tls_key" : "serve.tls_certificate",
              "`serve.tls_certificate` and `serve.tls_key` are set together, or neither of them");
  }
  CheckOidc(config);
}

// millrace.yml in the current directory, or else in the nearest parent that has one; empty if there is none.
std::string FindConfigFile() {
  std::error_code error;
  if (std::filesystem::exists(kDefaultFile, error)) return kDefaultFile;
  const std::filesystem::path here = std::filesystem::current_path(error);
  std::string up;
  for (std::filesystem::path folder = here; !error && folder.has_relative_path(); folder = folder.parent_path()) {
    up += "../";
    std::string file = up + kDefaultFile;
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) continue;
    // A configuration may name programs to run, and in a directory that many users can write to it could be anybody's.
    return status.st_uid == ::geteuid() || status.st_uid == 0 ? file : "";
  }
  return {};
}

Config Defaults() {
  Config config;
  config.processing.threads = std::clamp<int>(static_cast<int>(std::thread::hardware_concurrency()), 1, 1024);
  return config;
}

}  // namespace

std::string EnvironmentNameOf(std::string_view key) {
  std::string name = "MILLRACE_";
  for (const char c : key) name += c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

void FailAtKey(const Config& config, std::string_view key, const std::string& message) {
  const auto origin = config.origins.find(key);
  if (origin == config.origins.end()) throw UserError(message);
  const Config::Origin& at = origin->second;
  if (at.line == 0) throw UserError(at.source + ": " + message);
  throw SourceError(config.file, config.text, at.line, at.column, message);
}

std::string NoticeAtKey(const Config& config, std::string_view key, const std::string& message) {
  const auto origin = config.origins.find(key);
  if (origin == config.origins.end()) return message;
  const Config::Origin& at = origin->second;
  if (at.line == 0) return at.source + ": " + message;
  return DescribeAtPosition(config.file, config.text, at.line, at.column, message);
}

int64_t Config::SettleMs() const {
  // An object appears in a store only when it is complete.
  return processing.settle_ms.value_or(IsStoreAddress(raw) ? 0 : 10'000);
}

Config ParseConfig(std::string_view text, std::string_view file, std::string_view folder) {
  Config config = Defaults();
  config.file = file;
  config.text = text;
  ApplyText(config, text, file, folder);
  CheckTogether(config);
  return config;
}

Config LoadConfig(const ConfigSources& sources) {
  Config config = Defaults();
  if (const std::string file = sources.file ? *sources.file : FindConfigFile(); !file.empty()) {
    config.file = file;
    config.text = ReadFile(file);
    const std::string folder = std::filesystem::path(file).parent_path().string();
    // The default directories are next to the file, too.
    if (!folder.empty()) {
      for (std::string* path :
           {&config.raw, &config.lake, &config.state, &config.warehouse.uri, &config.models.folder}) {
        *path = folder + "/" + *path;
      }
    }
    ApplyText(config, config.text, file, folder);
  }
  ApplyEnvironment(config, sources.environment);
  for (const std::string& setting : sources.settings) {
    const size_t equals = setting.find('=');
    if (equals == std::string::npos) throw UserError("--set needs key=value, found `" + setting + "`");
    const std::string name = setting.substr(0, equals);
    const ConfigKey* key = FindKey(name);
    if (key == nullptr) throw UserError("--set: " + UnknownKey(name));
    // A value may hold a password by mistake.
    const std::string shown = name == "warehouse.uri" ? name : setting;
    ApplySetting(config, *key, setting.substr(equals + 1), "--set " + shown, false);
  }
  CheckTogether(config);
  return config;
}

}  // namespace millrace
