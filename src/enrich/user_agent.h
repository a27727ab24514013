// User agents: browser, operating system, device and category by the rules of uap-core (enrichment.md §2, U1–U7).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace millrace {

// A view is null when its data() is null. The views live until the next Parse of the parser they came from.
struct UserAgent {
  std::string_view browser;
  std::string_view browser_version;
  std::string_view os;
  std::string_view os_version;
  std::string_view device;
  std::string_view category;  // Mobile, Tablet, PC, Bot or Other
  size_t model_line = 0;      // of the row of device_models.csv that gave the category; 0: none did
  // The values of the map device_ua: the agent itself, and three JSON objects (§2.3).
  std::string_view text;
  std::string_view user_agent_json;
  std::string_view os_json;
  std::string_view device_json;
  // Of phones and tablets only (U4): they fill device_mobile_brand_name and device_mobile_model_name where empty.
  std::string_view brand;
  std::string_view model;
  bool is_bot = false;  // category is Bot
};

class DeviceRules;
struct UserAgentLists;

// The rules of one run. Thread-safe; shared by all workers.
class UserAgentRules {
 public:
  // Reads uap-core's regexes.yaml, and the files of device_rules.h from two folders that may be empty (none). Takes
  // about 10 ms, because expressions are compiled only when an agent needs them. Throws a UserError with file and line
  // for any fault that shows without compiling.
  static std::unique_ptr<UserAgentRules> Load(const std::string& regexes_yaml_path, const std::string& default_dir,
                                              const std::string& rules_dir);
  ~UserAgentRules();
  UserAgentRules(const UserAgentRules&) = delete;
  UserAgentRules& operator=(const UserAgentRules&) = delete;

  // Compiles every expression (0.15 s) and throws a UserError for the first that RE2 refuses. Without it such an
  // expression is found by the first agent that needs it, whose Parse throws.
  void CompileAll() const;

  const std::string& path() const;      // of the rule file
  const std::string& checksum() const;  // of the rule file's bytes: `xxh128:` and 32 hexadecimal digits
  const DeviceRules& devices() const;

 private:
  friend class UserAgentParser;
  UserAgentRules();
  std::unique_ptr<UserAgentLists> lists_;
};

// Parses agents and remembers them, within some megabytes. One a worker, not thread-safe. The rules must outlive it.
class UserAgentParser {
 public:
  explicit UserAgentParser(const UserAgentRules& rules);
  ~UserAgentParser();
  UserAgentParser(const UserAgentParser&) = delete;
  UserAgentParser& operator=(const UserAgentParser&) = delete;

  // By the device rules of an app. All fields are null for a null or empty agent. Of an agent longer than 2,048 bytes
  // only the beginning is parsed (U7); `text` holds the whole. Throws a UserError when a rule cannot be compiled.
  const UserAgent& Parse(std::string_view user_agent, std::string_view app_id);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
