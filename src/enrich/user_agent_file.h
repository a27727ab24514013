// The rule file of user agents in parsed form: uap-core's regexes.yaml (enrichment.md §2.2). Faults are UserErrors that
// name file and line and say what to do.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

enum class UserAgentList : uint8_t { kBrowser, kOs, kDevice };
inline constexpr size_t kUserAgentLists = 3;

// One rule. The lists have different replacements: browser family, v1, v2; OS family, v1, v2, v3; device family, brand,
// model.
struct UserAgentRule {
  std::string regex;
  bool ignore_case = false;
  std::optional<std::string> family;
  std::optional<std::string> v1;
  std::optional<std::string> v2;
  std::optional<std::string> v3;
  std::optional<std::string> brand;
  std::optional<std::string> model;
  size_t line = 0;    // of the expression, from 1
  size_t column = 0;  // in bytes, from 1
};

struct UserAgentFile {
  std::string path;
  std::string text;      // for error messages
  std::string checksum;  // `xxh128:` and 32 hexadecimal digits, of the file's bytes (what `xxh128sum` prints)
  std::array<std::vector<UserAgentRule>, kUserAgentLists> lists;
};

UserAgentFile ReadUserAgentFile(const std::string& path);

}  // namespace millrace
