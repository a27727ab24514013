#include "enrich/user_agent_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#define XXH_INLINE_ALL
#include <xxhash.h>
#include <yaml.h>

#include "core/did_you_mean.h"
#include "core/error.h"
#include "core/source_position.h"

namespace millrace {
namespace {

std::string ReadWholeFile(const std::string& path) {
  auto close = [](std::FILE* file) { std::fclose(file); };
  std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "rb"), close);
  std::string text;
  char buffer[1 << 16];
  while (file != nullptr) {
    size_t size = std::fread(buffer, 1, sizeof buffer, file.get());
    text.append(buffer, size);
    if (size == sizeof buffer) continue;
    if (std::ferror(file.get()) == 0) return text;
    break;
  }
  throw UserError("cannot read the user-agent rules: " + path + ": " + std::strerror(errno));
}

std::string Checksum(std::string_view bytes) {
  XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  char digits[33];
  std::snprintf(digits, sizeof digits, "%016llx%016llx", static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  return "xxh128:" + std::string(digits);
}

// A YAML text as a sequence of libyaml's events: 2 ms for the whole file; a tree of nodes takes more than 100 ms.
class YamlEvents {
 public:
  YamlEvents(const std::string& path, std::string_view text) : path_(path), text_(text) {
    if (yaml_parser_initialize(&parser_) == 0) throw SystemError("out of memory: " + path);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  ~YamlEvents() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }
  YamlEvents(const YamlEvents&) = delete;
  YamlEvents& operator=(const YamlEvents&) = delete;

  // Call it once before the first event.
  void Next() {
    yaml_event_delete(&event_);
    if (yaml_parser_parse(&parser_, &event_) == 0) {
      yaml_mark_t at = parser_.problem_mark;
      throw SourceError(path_, text_, at.line + 1, at.column + 1, "not YAML: " + std::string(parser_.problem));
    }
  }
  bool Is(yaml_event_type_t type) const { return event_.type == type; }
  bool Take(yaml_event_type_t type) {
    if (!Is(type)) return false;
    Next();
    return true;
  }
  void Expect(yaml_event_type_t type, std::string_view what) {
    if (!Take(type)) Fail(std::string("expected ") + std::string(what));
  }
  std::string TakeScalar(std::string_view what) {
    if (!Is(YAML_SCALAR_EVENT)) Fail("expected " + std::string(what));
    std::string value(reinterpret_cast<const char*>(event_.data.scalar.value), event_.data.scalar.length);
    Next();
    return value;
  }
  size_t line() const { return event_.start_mark.line + 1; }
  size_t column() const { return event_.start_mark.column + 1; }
  [[noreturn]] void Fail(const std::string& message) const { FailAt(line(), column(), message); }
  [[noreturn]] void FailAt(size_t line, size_t column, const std::string& message) const {
    throw SourceError(path_, text_, line, column, message);
  }

 private:
  std::string path_;
  std::string_view text_;
  yaml_parser_t parser_;
  yaml_event_t event_ = {};
};

struct ListKey {
  std::string_view name;
  std::optional<std::string> UserAgentRule::*member;  // null: allowed, without effect (table of §2.2)
};

using ListKeys = std::vector<ListKey>;

struct ListDefinition {
  std::string_view name;
  ListKeys keys;
};

const std::array<ListDefinition, kUserAgentLists>& Lists() {
  static const std::array<ListDefinition, kUserAgentLists> kLists = {
      ListDefinition{"user_agent_parsers",
                     {{"family_replacement", &UserAgentRule::family},
                      {"v1_replacement", &UserAgentRule::v1},
                      {"v2_replacement", &UserAgentRule::v2},
                      {"v3_replacement", nullptr}}},
      ListDefinition{"os_parsers",
                     {{"os_replacement", &UserAgentRule::family},
                      {"os_v1_replacement", &UserAgentRule::v1},
                      {"os_v2_replacement", &UserAgentRule::v2},
                      {"os_v3_replacement", &UserAgentRule::v3},
                      {"os_v4_replacement", nullptr}}},
      ListDefinition{"device_parsers",
                     {{"device_replacement", &UserAgentRule::family},
                      {"brand_replacement", &UserAgentRule::brand},
                      {"model_replacement", &UserAgentRule::model}}}};
  return kLists;
}

[[noreturn]] void FailUnknownKey(const YamlEvents& events, size_t line, size_t column, const std::string& key,
                                 const ListKeys& known) {
  std::vector<std::string_view> names = {"regex", "regex_flag"};
  for (const ListKey& name : known) names.push_back(name.name);
  events.FailAt(line, column, "unknown key `" + key + "` of a rule" + DidYouMeanHint(key, names));
}

UserAgentRule ReadRule(YamlEvents& events, const ListKeys& keys) {
  UserAgentRule rule;
  size_t rule_line = events.line();
  size_t rule_column = events.column();
  events.Expect(YAML_MAPPING_START_EVENT, "a rule: `- regex: '…'`");
  while (!events.Take(YAML_MAPPING_END_EVENT)) {
    size_t line = events.line();
    size_t column = events.column();
    std::string key = events.TakeScalar("the name of a key");
    size_t value_line = events.line();
    size_t value_column = events.column();
    std::string value = events.TakeScalar("a string");
    if (key == "regex") {
      if (rule.line != 0) events.FailAt(line, column, "`regex` is given twice");
      if (value.empty()) events.FailAt(value_line, value_column, "an empty expression");
      rule.regex = std::move(value);
      rule.line = value_line;
      rule.column = value_column;
    } else if (key == "regex_flag") {
      if (value != "i") events.FailAt(value_line, value_column, "unknown flag `" + value + "`, only `i` is known");
      rule.ignore_case = true;
    } else {
      const ListKey* known = nullptr;
      for (const ListKey& candidate : keys) {
        if (candidate.name == key) known = &candidate;
      }
      if (known == nullptr) FailUnknownKey(events, line, column, key, keys);
      if (known->member == nullptr) continue;
      if ((rule.*known->member).has_value()) events.FailAt(line, column, "`" + key + "` is given twice");
      rule.*known->member = std::move(value);
    }
  }
  if (rule.line == 0) events.FailAt(rule_line, rule_column, "a rule without `regex`");
  return rule;
}

std::vector<UserAgentRule> ReadList(YamlEvents& events, const ListKeys& keys) {
  std::vector<UserAgentRule> rules;
  events.Expect(YAML_SEQUENCE_START_EVENT, "a list of rules");
  while (!events.Take(YAML_SEQUENCE_END_EVENT)) rules.push_back(ReadRule(events, keys));
  return rules;
}

}  // namespace

UserAgentFile ReadUserAgentFile(const std::string& path) {
  UserAgentFile file;
  file.path = path;
  file.text = ReadWholeFile(path);
  file.checksum = Checksum(file.text);
  std::array<bool, kUserAgentLists> seen = {};
  std::vector<std::string_view> names;
  for (const ListDefinition& list : Lists()) names.push_back(list.name);

  YamlEvents events(path, file.text);
  events.Next();
  events.Expect(YAML_STREAM_START_EVENT, "YAML");
  events.Expect(YAML_DOCUMENT_START_EVENT, "the lists user_agent_parsers, os_parsers and device_parsers");
  events.Expect(YAML_MAPPING_START_EVENT, "the lists user_agent_parsers, os_parsers and device_parsers");
  while (!events.Take(YAML_MAPPING_END_EVENT)) {
    size_t line = events.line();
    size_t column = events.column();
    std::string name = events.TakeScalar("the name of a list");
    size_t list = 0;
    while (list < kUserAgentLists && names[list] != name) ++list;
    if (list == kUserAgentLists) {
      events.FailAt(line, column, "unknown list `" + name + "`" + DidYouMeanHint(name, names));
    }
    if (std::exchange(seen[list], true)) events.FailAt(line, column, "the list `" + name + "` is given twice");
    file.lists[list] = ReadList(events, Lists()[list].keys);
  }
  events.Expect(YAML_DOCUMENT_END_EVENT, "the end");
  if (!events.Is(YAML_STREAM_END_EVENT)) events.Fail("expected the end of the file: one document holds all rules");
  for (size_t list = 0; list < kUserAgentLists; ++list) {
    if (!seen[list]) throw UserError(path + ": error: the list `" + std::string(names[list]) + "` is missing");
  }
  return file;
}

}  // namespace millrace
