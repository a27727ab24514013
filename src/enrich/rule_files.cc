#include "enrich/rule_files.h"

#define XXH_INLINE_ALL
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <xxhash.h>

#include "core/error.h"
#include "core/hex.h"

namespace millrace {
namespace {

constexpr const char* kDefaultFolder = "default";

}  // namespace

struct RuleFiles::HashState {
  HashState() { XXH3_128bits_reset(&state); }
  XXH3_state_t state;
};

RuleFiles::RuleFiles(const std::string& default_dir, const std::string& rules_dir)
    : default_dir_(default_dir), rules_dir_(rules_dir), hash_(std::make_unique<HashState>()) {}
RuleFiles::~RuleFiles() = default;

std::set<std::string> RuleFiles::Apps() const {
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

bool RuleFiles::Has(const std::string& app, const std::string& name) const {
  std::error_code ignored;
  return std::filesystem::exists(rules_dir_ / app / name, ignored);
}

void RuleFiles::Hash(std::string_view text) {
  const uint64_t size = text.size();
  XXH3_128bits_update(&hash_->state, &size, sizeof(size));
  XXH3_128bits_update(&hash_->state, text.data(), text.size());
}

std::string RuleFiles::Checksum() const {
  XXH128_canonical_t bytes;
  XXH128_canonicalFromHash(&bytes, XXH3_128bits_digest(&hash_->state));
  return HexOf(bytes.digest);
}

std::vector<std::filesystem::path> RuleFiles::FoldersOf(const std::string& app) const {
  std::vector<std::filesystem::path> folders;
  if (!rules_dir_.empty() && !app.empty()) folders.push_back(rules_dir_ / app);
  if (!rules_dir_.empty()) folders.push_back(rules_dir_ / kDefaultFolder);
  if (!default_dir_.empty()) folders.push_back(default_dir_);
  return folders;
}

std::optional<std::string> RuleFiles::Read(const std::string& path) {
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

void RuleFiles::FailMissing(const std::string& name) const {
  std::string message = "rule file not found: " + name + ". Searched in:";
  if (!rules_dir_.empty()) message += "\n  " + (rules_dir_ / kDefaultFolder).string();
  if (!default_dir_.empty()) message += "\n  " + default_dir_.string();
  throw UserError(message);
}

}  // namespace millrace
