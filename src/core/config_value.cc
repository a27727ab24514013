// Reads each kind of config value (the checks of config_keys.h).
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

#include "core/app_id.h"
#include "core/ascii.h"
#include "core/config_keys.h"
#include "core/did_you_mean.h"
#include "core/quantity.h"
#include "core/store_address.h"
#include "core/time.h"
#include "core/warehouse_address.h"
#include "core/web_address.h"

namespace millrace {
namespace {

constexpr size_t kLongestName = 64;
constexpr size_t kLongestAppId = 255;  // bytes of the column app_id

std::string Quoted(const std::string& text) {
  return "`" + text + "`";
}

// The scheme, in lower case, of a text that is probably meant to be an address: `s3:/bucket`, `S3://bucket`,
// `s3a://bucket`. A path such as `a:b` has none.
std::optional<std::string> SchemeOf(const std::string& text) {
  const size_t colon = text.find(':');
  if (colon == std::string::npos || colon < 2) return std::nullopt;
  std::string scheme = text.substr(0, colon);
  for (char& c : scheme) {
    if (!IsLetter(c) && !IsDigit(c)) return std::nullopt;
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  const bool slash = text.size() > colon + 1 && text[colon + 1] == '/';
  if (!slash && !IsStoreAddress(scheme + "://")) return std::nullopt;
  return scheme;
}

// Whether a file of the time zone database is a zone by a name that engines know, too: `posix/…` and `right/…` are
// other forms of the same zones, and what this machine calls local is another zone elsewhere.
bool IsZoneOfTheDatabase(const std::filesystem::path& database, const std::string& name) {
  if (name.starts_with("posix/") || name.starts_with("right/") || name == "localtime" || name == "posixrules") {
    return false;
  }
  std::array<char, 4> magic{};
  std::ifstream(database / name, std::ios::binary).read(magic.data(), magic.size());
  return std::string_view(magic.data(), magic.size()) == "TZif";
}

}  // namespace

void ConfigValue::Fail(const std::string& message) const {
  throw BadConfigValue(node_.Mark(), message);
}

std::string ConfigValue::Text() const {
  if (!node_.IsScalar()) Fail(std::string("expected one value, found a ") + (node_.IsMap() ? "map" : "list"));
  std::string text = node_.Scalar();
  if (text.empty()) Fail("expected a value, found an empty string");
  return text;
}

std::string ConfigValue::ProjectName() const {
  std::string text = Text();
  const bool fits = text.size() <= kLongestName && text[0] != '.' && std::ranges::all_of(text, [](char c) {
                      return IsLetter(c) || IsDigit(c) || c == '_' || c == '-' || c == '.';
                    });
  if (!fits) Fail("expected letters, digits, `_`, `-` and `.`, at most 64 and no leading dot, found " + Quoted(text));
  return text;
}

std::string ConfigValue::Folder() const {
  return LocalPath(Text());
}

void ConfigValue::RefuseCredentials(const std::string& address, bool may_have_name) const {
  const size_t scheme = address.find("://");
  if (scheme == std::string::npos) return;
  const size_t begin = scheme + 3;
  const size_t path = address.find('/', begin);
  const size_t colon = address.find(':', begin);
  // The last one, because a secret key may contain anything.
  const size_t at = address.rfind('@');
  if (at == std::string::npos || at < begin) return;
  // In a path, both characters are allowed.
  if (colon >= path && (may_have_name || at > path)) return;
  throw SecretConfigValue(node_.Mark(),
                          "credentials do not belong in an address, they come from the environment; remove them "
                          "from " +
                              Quoted(address.substr(0, begin) + "***" + address.substr(at)));
}

std::string ConfigValue::LocalPath(const std::string& text) const {
  if (text.find('\0') != std::string::npos) Fail("a path cannot contain a zero byte");
  RefuseCredentials(text, false);
  if (text.find("://") != std::string::npos) Fail("expected a local path, found the address " + Quoted(text));
  if (text == "~" || text.starts_with("~/")) {
    const char* const home = std::getenv("HOME");
    Fail(Quoted("~") + " is expanded only by shells: write " +
         Quoted((home == nullptr || *home == '\0' ? "/home/you" : home) + text.substr(1)));
  }
  const std::filesystem::path path(text);
  if (folder_.empty() || path.is_absolute()) return text;
  return (std::filesystem::path(folder_) / path).lexically_normal().string();
}

std::string ConfigValue::FolderOrAddress() const {
  std::string text = Text();
  RefuseCredentials(text, true);
  if (!IsStoreAddress(text)) {
    if (const auto scheme = SchemeOf(text)) {
      const std::string rest = text.substr(text.find(':') + 1);
      const size_t path = std::min(rest.find_first_not_of('/'), rest.size());
      if (*scheme == "file")
        Fail("expected a local directory without a scheme: " + Quoted(rest.substr(path == 0 ? 0 : path - 1)));
      if (IsStoreAddress(*scheme + "://")) {
        Fail("expected an address like " + Quoted(*scheme + "://" + rest.substr(path)) + ", found " + Quoted(text));
      }
      Fail("expected a directory, or an address that starts with s3://, gs:// or abfs://, found " + Quoted(text));
    }
    return Folder();
  }
  while (text.ends_with('/')) text.pop_back();
  const auto address = ParseStoreAddress(text);
  if (!address) Fail("expected an address like s3://bucket/prefix, found " + Quoted(text));
  // In the name of a staged file, `#` begins the part that says how to finish it.
  const bool clean =
      std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '#'; });
  if (!clean || address->key.find("//") != std::string::npos) {
    Fail("an address cannot contain `#`, empty parts or control characters: " + Quoted(text));
  }
  return text;
}

std::string ConfigValue::WarehouseUri() const {
  std::string text = Text();
  if (text == kNoWarehouse) return text;
  if (HasPassword(text)) {
    throw SecretConfigValue(node_.Mark(),
                            "a password does not belong in `warehouse.uri`: set the environment variable "
                            "MILLRACE_WAREHOUSE_PASSWORD or PGPASSWORD, and remove it from " +
                                Quoted(MaskedUri(text)));
  }
  const WarehouseAddress address = ParseWarehouseAddress(text);
  if (address.kind != WarehouseKind::kDuckDb) return text;
  if (address.file.empty()) Fail("expected a file, or the address of a server, found " + Quoted(text));
  std::string path = LocalPath(address.file);
  return path == kNoWarehouse ? "./" + path : path;
}

std::string ConfigValue::Endpoint() const {
  std::string text = Text();
  RefuseCredentials(text, false);
  while (text.ends_with('/')) text.pop_back();
  const size_t host = text.starts_with("http://") ? 7 : text.starts_with("https://") ? 8 : 0;
  if (host == 0 || host == text.size() || text.find_first_of("/@?# ", host) != std::string::npos) {
    Fail("expected a server like https://host:port, found " + Quoted(text));
  }
  return text;
}

std::string ConfigValue::PublicUrl() const {
  std::string text = Text();
  RefuseCredentials(text, false);
  while (text.ends_with('/')) text.pop_back();
  const auto address = ParseWebAddress(text);
  if (!address || !address->path.empty())
    Fail("expected an address like https://console.example.com, found " + Quoted(text));
  return address->Origin();
}

std::string ConfigValue::IssuerUrl() const {
  std::string text = Text();
  RefuseCredentials(text, false);
  const auto address = ParseWebAddress(text);
  if (!address || address->path.find('?') != std::string::npos) {
    Fail("expected the address of a provider like https://login.example.com/realm, found " + Quoted(text));
  }
  if (!IsPrivateOnTheWay(*address)) Fail("a provider on another machine needs https, found " + Quoted(text));
  return text;
}

int64_t ConfigValue::Integer(int64_t least, int64_t greatest) const {
  const std::string text = Text();
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::invalid_argument || end != text.data() + text.size()) {
    Fail("expected an integer, found " + Quoted(text));
  }
  if (error != std::errc() || value < least || value > greatest) {
    Fail("out of range: expected " + std::to_string(least) + " to " + std::to_string(greatest) + ", found " + text);
  }
  return value;
}

double ConfigValue::Number(double least, double greatest) const {
  const std::string text = Text();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    Fail("expected a number, found " + Quoted(text));
  }
  if (value < least || value > greatest) {
    Fail("out of range: expected " + FormatDecimal(least) + " to " + FormatDecimal(greatest) + ", found " + text);
  }
  return value;
}

bool ConfigValue::Bool() const {
  std::string text = Text();
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (text == "true" || text == "yes" || text == "on") return true;
  if (text == "false" || text == "no" || text == "off") return false;
  Fail("expected true or false, found " + Quoted(text));
}

int64_t ConfigValue::Duration(int64_t least_ms, int64_t greatest_ms) const {
  const std::string text = Text();
  const auto value = ParseDuration(text);
  if (!value) Fail(NotADuration(text));
  if (*value < least_ms || *value > greatest_ms) {
    Fail("out of range: expected " + FormatDuration(least_ms) + " to " + FormatDuration(greatest_ms) + ", found " +
         text);
  }
  return *value;
}

uint64_t ConfigValue::Size(uint64_t least, uint64_t greatest) const {
  const std::string text = Text();
  const auto value = ParseSize(text);
  if (!value) Fail(NotASize(text));
  if (*value < least || *value > greatest) {
    Fail("out of range: expected " + FormatSize(least) + " or more, found " + text);
  }
  return *value;
}

size_t ConfigValue::Choice(std::span<const std::string_view> choices) const {
  const std::string text = Text();
  const auto found = std::ranges::find(choices, text);
  if (found != choices.end()) return static_cast<size_t>(found - choices.begin());
  std::string all;
  for (size_t i = 0; i < choices.size(); ++i) {
    all += (i == 0 ? "" : i + 1 == choices.size() ? " or " : ", ") + std::string(choices[i]);
  }
  Fail("expected " + all + ", found " + Quoted(text) + DidYouMeanHint(text, choices));
}

std::vector<std::string> ConfigValue::TextList() const {
  if (node_.IsScalar()) return {Text()};
  if (!node_.IsSequence()) Fail("expected a list, found a map");
  std::vector<std::string> texts;
  for (const YAML::Node& element : node_) texts.push_back(Child(element).Text());
  return texts;
}

std::vector<std::string> ConfigValue::Globs() const {
  std::vector<std::string> globs = TextList();
  for (const std::string& glob : globs) {
    if (glob.starts_with('/') || glob.ends_with('/') || glob.find('\0') != std::string::npos) {
      Fail("expected a name or a path below `raw`, without a slash at its start or end, found " + Quoted(glob));
    }
  }
  return globs;
}

std::string ConfigValue::Timezone() const {
  std::string text = Text();
  const bool shaped =
      text.front() != '/' && text.find("..") == std::string::npos && std::ranges::all_of(text, [](char c) {
        return IsLetter(c) || IsDigit(c) || c == '_' || c == '-' || c == '+' || c == '/';
      });
  // A machine without the time zone database cannot say which names exist.
  const std::filesystem::path database = "/usr/share/zoneinfo";
  std::error_code ignored;
  const bool known =
      !std::filesystem::is_directory(database, ignored) || (shaped && IsZoneOfTheDatabase(database, text));
  if (!shaped || !known) Fail("expected the name of a time zone like Europe/Berlin, found " + Quoted(text));
  return text;
}

std::string ConfigValue::Client() const {
  return PluginName();
}

std::map<std::string, std::string, std::less<>> ConfigValue::TextMap() const {
  if (!node_.IsMap()) Fail("expected a map like `{a: b}`, or `{}` for none");
  std::map<std::string, std::string, std::less<>> texts;
  for (const auto& pair : node_) {
    const std::string key = Child(pair.first).Text();
    if (!texts.emplace(key, Child(pair.second).Text()).second) {
      throw BadConfigValue(pair.first.Mark(), "duplicate key " + Quoted(key));
    }
  }
  return texts;
}

std::map<std::string, std::vector<std::string>, std::less<>> ConfigValue::ListMap() const {
  if (!node_.IsMap()) Fail("expected a map like `{a: [b, c]}`");
  std::map<std::string, std::vector<std::string>, std::less<>> lists;
  for (const auto& pair : node_) {
    const std::string key = Child(pair.first).Text();
    if (!lists.emplace(key, Child(pair.second).TextList()).second) {
      throw BadConfigValue(pair.first.Mark(), "duplicate key " + Quoted(key));
    }
  }
  return lists;
}

std::vector<std::string> ConfigValue::IpAddresses() const {
  std::vector<std::string> addresses = TextList();
  for (std::string& each : addresses) {
    auto address = CanonicalIpAddress(each);
    if (!address) Fail("expected an address like 10.0.0.2, found " + Quoted(each));
    each = std::move(*address);
  }
  return addresses;
}

Config::App ConfigValue::App() const {
  static constexpr std::array<std::string_view, 4> kAppKeys = {"id", "timezone", "own_domains", "client"};
  Config::App app;
  if (node_.IsMap()) {
    std::array<bool, kAppKeys.size()> seen{};
    for (const auto& pair : node_) {
      const std::string key = Child(pair.first).Text();
      const auto found = std::ranges::find(kAppKeys, key);
      if (found == kAppKeys.end()) {
        const std::string hint = DidYouMeanHint(key, kAppKeys);
        throw BadConfigValue(pair.first.Mark(),
                             "unknown key " + Quoted(key) + " of an app" +
                                 (hint.empty() ? "; expected id, timezone, own_domains or client" : hint));
      }
      bool& again = seen[static_cast<size_t>(found - kAppKeys.begin())];
      if (again) throw BadConfigValue(pair.first.Mark(), "duplicate key " + Quoted(key));
      again = true;
      if (pair.second.IsNull()) continue;
      const ConfigValue value = Child(pair.second);
      if (key == "id") app.id = value.Text();
      if (key == "timezone") app.timezone = value.Timezone();
      if (key == "own_domains") app.own_domains = value.TextList();
      if (key == "client") app.client = value.Client();
    }
    if (app.id.empty()) Fail("an app needs an `id`");
  } else {
    app.id = Text();
  }
  const bool printable = std::ranges::none_of(app.id, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (!printable || app.id.size() > kLongestAppId) Fail("an app id is 1 to 255 bytes without control characters");
  if (IsReservedAppId(app.id)) {
    Fail(Quoted(app.id) + " cannot be an app id: readers of the lake treat it as null, or rejects are stored under it");
  }
  return app;
}

std::vector<Config::App> ConfigValue::Apps() const {
  std::vector<Config::App> apps;
  const auto add = [&](const ConfigValue& value, Config::App app) {
    if (std::ranges::any_of(apps, [&](const Config::App& other) { return other.id == app.id; })) {
      value.Fail("duplicate app " + Quoted(app.id));
    }
    apps.push_back(std::move(app));
  };
  if (node_.IsScalar()) {
    // From the environment and --set: ids separated by commas.
    const std::string text = Text();
    for (size_t start = 0; start <= text.size();) {
      const size_t end = std::min(text.find(',', start), text.size());
      add(*this, Child(YAML::Node(text.substr(start, end - start))).App());
      start = end + 1;
    }
  } else if (node_.IsSequence()) {
    for (const YAML::Node& element : node_) {
      const ConfigValue value = Child(element);
      add(value, value.App());
    }
  } else {
    Fail("expected a list of app ids or of maps with an `id`, found a map");
  }
  return apps;
}

}  // namespace millrace
