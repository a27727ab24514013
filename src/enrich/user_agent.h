// User agents: browser, operating system, device and category by the rules of uap-core (enrichment.md §2, U1–U7).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace millrace {

// A view is null if its data() is null. The views are valid until the next Parse of the same parser.
struct UserAgent {
  std::string_view browser;
  std::string_view browser_version;
  std::string_view os;
  std::string_view os_version;
  std::string_view device;
  std::string_view category;  // Mobile, Tablet, PC, Bot or Other
  size_t model_line = 0;      // of the row in device_models.csv that decided the category; 0: none
  // The values of the map device_ua: the user agent itself, and three JSON objects (§2.3).
  std::string_view text;
  std::string_view user_agent_json;
  std::string_view os_json;
  std::string_view device_json;
  // Only for phones and tablets (U4), where device_mobile_brand_name and device_mobile_model_name are empty.
  std::string_view brand;
  std::string_view model;
  bool is_bot = false;  // category is Bot
};

class DeviceRules;
struct UserAgentLists;

// The rules of one run. Thread-safe; shared by all workers.
class UserAgentRules {
 public:
  // Reads uap-core's regexes.yaml, and the files of device_rules.h from two directories, which may be empty (none).
  // Takes about 10 ms, because expressions are compiled only when a user agent needs them. Throws a UserError with file
  // and line for any fault that can be detected without compiling.
  static std::unique_ptr<UserAgentRules> Load(const std::string& regexes_yaml_path, const std::string& default_dir,
                                              const std::string& rules_dir);
  ~UserAgentRules();
  UserAgentRules(const UserAgentRules&) = delete;
  UserAgentRules& operator=(const UserAgentRules&) = delete;

  // Compiles every expression (0.15 s) and throws a UserError for the first that RE2 rejects. Without this call, Parse
  // throws for the first user agent that needs such an expression.
  void CompileAll() const;

  const std::string& path() const;      // of the rule file
  const std::string& checksum() const;  // of the rule file's bytes: `xxh128:` and 32 hexadecimal digits
  const DeviceRules& devices() const;

 private:
  friend class UserAgentParser;
  UserAgentRules();
  std::unique_ptr<UserAgentLists> lists_;
};

// Parses user agents, with a cache of some megabytes. Not thread-safe; one per worker. The rules must outlive it.
class UserAgentParser {
 public:
  explicit UserAgentParser(const UserAgentRules& rules);
  ~UserAgentParser();
  UserAgentParser(const UserAgentParser&) = delete;
  UserAgentParser& operator=(const UserAgentParser&) = delete;

  // Uses the device rules of an app. All fields are null for a null or empty user agent. If it is longer than 2,048
  // bytes, only its beginning is parsed (U7); `text` is complete. Throws a UserError if a rule cannot be compiled.
  const UserAgent& Parse(std::string_view user_agent, std::string_view app_id);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
