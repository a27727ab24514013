// Finds the rule files that users edit, for each app (spec/enrichment.md §4). Reads and parses each file once, however
// many apps share it, and computes a hash over those in use. Not thread-safe; used while rules are loaded.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

class RuleFiles {
 public:
  // A file is searched as `<rules_dir>/<app>/NAME`, `<rules_dir>/default/NAME` and `<default_dir>/NAME`; the first one
  // that exists replaces the others as a whole. An empty directory name: there is none.
  RuleFiles(const std::string& default_dir, const std::string& rules_dir);
  ~RuleFiles();
  RuleFiles(const RuleFiles&) = delete;
  RuleFiles& operator=(const RuleFiles&) = delete;

  // The directories of apps in the rules directory. Throws UserError if that does not exist, SystemError if it cannot
  // be listed.
  std::set<std::string> Apps() const;

  // Whether the app's own directory has the file.
  bool Has(const std::string& app, const std::string& name) const;

  // The rules of a file for an app (empty: for apps without a directory), made by `Rules::Parse(text, path)`. Null if
  // the file does not exist. Throws what Parse throws, and SystemError if a file cannot be read.
  template <typename Rules>
  std::shared_ptr<const Rules> Find(const std::string& app, const std::string& name) {
    for (const std::filesystem::path& folder : FoldersOf(app)) {
      std::shared_ptr<const Rules> rules = At<Rules>(folder / name);
      if (rules == nullptr) continue;
      Hash(app);
      Hash(name);
      return rules;
    }
    return nullptr;
  }

  // The same for a file in the rules directory itself.
  template <typename Rules>
  std::shared_ptr<const Rules> FindAtTop(const std::string& name) {
    return rules_dir_.empty() ? nullptr : At<Rules>(rules_dir_ / name);
  }

  // Find for a required file: throws UserError if it does not exist.
  template <typename Rules>
  std::shared_ptr<const Rules> Require(const std::string& app, const std::string& name) {
    std::shared_ptr<const Rules> rules = Find<Rules>(app, name);
    if (rules == nullptr) FailMissing(name);
    return rules;
  }

  // Adds `text` to the checksum.
  void Hash(std::string_view text);
  // In hexadecimal.
  std::string Checksum() const;

 private:
  struct HashState;

  // Null if there is no such file.
  template <typename Rules>
  std::shared_ptr<const Rules> At(const std::string& path) {
    std::shared_ptr<const void>& rules = parsed_[path];
    if (rules == nullptr) {
      const std::optional<std::string> text = Read(path);
      if (!text.has_value()) return nullptr;
      rules = std::make_shared<const Rules>(Rules::Parse(*text, path));
      Hash(*text);
    }
    return std::static_pointer_cast<const Rules>(rules);
  }

  std::vector<std::filesystem::path> FoldersOf(const std::string& app) const;
  static std::optional<std::string> Read(const std::string& path);  // null if there is no such file
  [[noreturn]] void FailMissing(const std::string& name) const;

  std::filesystem::path default_dir_;
  std::filesystem::path rules_dir_;
  std::map<std::string, std::shared_ptr<const void>> parsed_;  // by path; a name belongs to one type
  std::unique_ptr<HashState> hash_;
};

}  // namespace millrace
