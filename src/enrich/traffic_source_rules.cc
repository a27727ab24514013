#include "enrich/traffic_source_rules.h"

#define XXH_INLINE_ALL
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include <xxhash.h>

#include "core/error.h"
#include "core/hex.h"

namespace millrace {
namespace {

constexpr const char* kDefaultFolder = "default";

// Files in use, each parsed once however many apps share it, and the hash over them.
class Loader {
 public:
  Loader(const std::string& default_dir, const std::string& rules_dir)
      : default_dir_(default_dir), rules_dir_(rules_dir) {
    XXH3_128bits_reset(&hash_);
  }

  // Folders of apps below the rules folder.
  std::set<std::string> Apps() const {
    std::set<std::string> apps;
    if (rules_dir_.empty()) return apps;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(rules_dir_, error), end; !error && entry != end;
         entry.increment(error)) {
      if (entry->is_directory(error)) apps.insert(entry->path().filename().string());
    }
    if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory) {
      throw UserError("rules directory not found: " + rules_dir_.string() + " (config key `rules`)");
    }
    if (error) throw SystemError("cannot list " + rules_dir_.string() + ": " + error.message());
    apps.erase(kDefaultFolder);
    return apps;
  }

  AppTrafficRules Load(const std::string& app) {
    AppTrafficRules rules;
    rules.id = next_id_++;
    rules.categories = Find(app, "source_categories.csv", categories_);
    rules.channels = Find(app, "channel_rules.yaml", channels_);
    rules.click_ids = Find(app, "click_ids.csv", click_ids_);
    if (rules.categories == nullptr) FailMissing("source_categories.csv");
    if (rules.channels == nullptr) FailMissing("channel_rules.yaml");
    if (rules.click_ids == nullptr) rules.click_ids = std::make_shared<const ClickIds>();
    return rules;
  }

  // Makes `text` part of the checksum.
  void Hash(std::string_view text) {
    const uint64_t size = text.size();
    XXH3_128bits_update(&hash_, &size, sizeof(size));
    XXH3_128bits_update(&hash_, text.data(), text.size());
  }

  std::string Checksum() const {
    XXH128_canonical_t bytes;
    XXH128_canonicalFromHash(&bytes, XXH3_128bits_digest(&hash_));
    return HexOf(bytes.digest);
  }

 private:
  template <typename Rules>
  using Parsed = std::map<std::string, std::shared_ptr<const Rules>>;

  // Null when the file is nowhere.
  template <typename Rules>
  std::shared_ptr<const Rules> Find(const std::string& app, const std::string& name, Parsed<Rules>& parsed) {
    std::vector<std::filesystem::path> folders;
    if (!rules_dir_.empty() && !app.empty()) folders.push_back(rules_dir_ / app);
    if (!rules_dir_.empty()) folders.push_back(rules_dir_ / kDefaultFolder);
    if (!default_dir_.empty()) folders.push_back(default_dir_);
    for (const std::filesystem::path& folder : folders) {
      const std::string path = (folder / name).string();
      std::shared_ptr<const Rules>& rules = parsed[path];
      if (rules == nullptr) {
        const std::optional<std::string> text = Read(path);
        if (!text.has_value()) continue;
        rules = std::make_shared<const Rules>(Rules::Parse(*text, path));
        Hash(*text);
      }
      Hash(app);
      Hash(name);
      return rules;
    }
    return nullptr;
  }

  // Null when there is no such file.
  static std::optional<std::string> Read(const std::string& path) {
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) return std::nullopt;
    if (std::filesystem::is_directory(status)) throw UserError("not a file but a directory: " + path);
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (file && file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
    if (!file.is_open() || file.bad() || text.bad()) {
      throw SystemError("cannot read " + path + ": " + std::strerror(errno));
    }
    return text.str();
  }

  [[noreturn]] void FailMissing(const std::string& name) const {
    std::string message = "rule file not found: " + name + ". Searched in:";
    if (!rules_dir_.empty()) message += "\n  " + (rules_dir_ / kDefaultFolder).string();
    if (!default_dir_.empty()) message += "\n  " + default_dir_.string();
    throw UserError(message);
  }

  std::filesystem::path default_dir_;
  std::filesystem::path rules_dir_;
  uint32_t next_id_ = 0;
  Parsed<SourceCategories> categories_;
  Parsed<ChannelRules> channels_;
  Parsed<ClickIds> click_ids_;
  XXH3_state_t hash_;
};

}  // namespace

std::unique_ptr<TrafficSourceRules> TrafficSourceRules::Load(
    const std::string& default_dir, const std::string& rules_dir,
    const std::map<std::string, std::vector<std::string>>& own_domains) {
  auto rules = std::make_unique<TrafficSourceRules>();
  Loader loader(default_dir, rules_dir);
  std::set<std::string> apps = loader.Apps();
  for (const auto& [app, domains] : own_domains) {
    if (!domains.empty()) apps.insert(app);
  }
  rules->default_ = loader.Load("");
  for (const std::string& app : apps) {
    AppTrafficRules app_rules = loader.Load(app);
    if (const auto own = own_domains.find(app); own != own_domains.end()) {
      app_rules.own_domains = OwnDomains(app, own->second);
      for (const std::string& domain : own->second) loader.Hash(domain);
    }
    rules->apps_.emplace(app, std::move(app_rules));
  }
  rules->checksum_ = loader.Checksum();
  return rules;
}

const AppTrafficRules& TrafficSourceRules::Of(std::string_view app_id) const {
  if (apps_.empty()) return default_;
  const auto found = apps_.find(app_id);
  return found == apps_.end() ? default_ : found->second;
}

}  // namespace millrace
