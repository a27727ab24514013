// Reads the list of plug-ins (Config::Plugin). The config of a plug-in may be any YAML map; it is passed on as JSON.
#include <algorithm>
#include <array>
#include <filesystem>

#include "core/config_keys.h"
#include "core/did_you_mean.h"
#include "core/json_text.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, 10> kPluginKeys = {"name",    "path",  "command", "kind",         "config",
                                                          "timeout", "reads", "sets",    "dictionaries", "environment"};
constexpr std::array<std::string_view, 2> kPluginKinds = {"enrichment", "transformer"};
constexpr int64_t kDay = 86'400'000;
constexpr int kDeepest = 64;

// An unquoted scalar has the type of YAML's core schema; a quoted one is a text.
void AppendScalar(const YAML::Node& node, std::string& out) {
  const std::string& text = node.Scalar();
  const bool quoted = node.Tag() == "!";
  if (!quoted && (text == "true" || text == "false" || text == "null" || IsJsonNumber(text))) {
    out += text;
  } else {
    AppendJsonString(out, text);
  }
}

void AppendNode(const YAML::Node& node, int depth, std::string& out) {
  if (depth > kDeepest) throw BadConfigValue(node.Mark(), "nested too deeply");
  if (node.IsNull()) {
    out += "null";
  } else if (node.IsScalar()) {
    AppendScalar(node, out);
  } else if (node.IsSequence()) {
    out += '[';
    for (const YAML::Node& element : node) {
      if (out.back() != '[') out += ',';
      AppendNode(element, depth + 1, out);
    }
    out += ']';
  } else {
    out += '{';
    for (const auto& pair : node) {
      if (!pair.first.IsScalar()) throw BadConfigValue(pair.first.Mark(), "a key must be a plain word");
      if (out.back() != '{') out += ',';
      AppendJsonString(out, pair.first.Scalar());
      out += ':';
      AppendNode(pair.second, depth + 1, out);
    }
    out += '}';
  }
}

// `python3 my.py`: words separated by blanks.
std::vector<std::string> WordsOf(const std::string& text) {
  std::vector<std::string> words;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

}  // namespace

std::string ConfigValue::JsonObject() const {
  if (!node_.IsMap()) Fail("expected keys with values");
  std::string json;
  AppendNode(node_, 0, json);
  return json;
}

std::string ConfigValue::PluginName() const {
  std::string name = Text();
  const bool fits = name.size() <= 64 && std::ranges::all_of(name, [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
                    });
  if (!fits) Fail("expected lower-case letters, digits, `_` and `-`, at most 64, found `" + name + "`");
  return name;
}

std::vector<std::string> ConfigValue::VariableNames() const {
  std::vector<std::string> names = TextList();
  for (const std::string& name : names) {
    if (name.find_first_of(std::string_view("=\0", 2)) != std::string::npos) {
      Fail("expected names of environment variables, without values, found `" + name + "`");
    }
  }
  return names;
}

Config::Plugin ConfigValue::Plugin() const {
  if (!node_.IsMap()) Fail("expected a map with `name` and `path` or `command`");
  Config::Plugin plugin;
  plugin.folder = folder_;
  std::vector<std::string> seen;
  for (const auto& pair : node_) {
    const std::string key = Child(pair.first).Text();
    if (std::ranges::find(kPluginKeys, key) == kPluginKeys.end()) {
      throw BadConfigValue(pair.first.Mark(),
                           "unknown key `" + key + "` of a plug-in" + DidYouMeanHint(key, kPluginKeys));
    }
    if (std::ranges::find(seen, key) != seen.end()) {
      throw BadConfigValue(pair.first.Mark(), "duplicate key `" + key + "`");
    }
    seen.push_back(key);
    if (pair.second.IsNull()) continue;
    const ConfigValue value = Child(pair.second);
    if (key == "name") plugin.name = value.PluginName();
    if (key == "path") plugin.path = value.Folder();
    if (key == "command") plugin.command = pair.second.IsScalar() ? WordsOf(value.Text()) : value.TextList();
    if (key == "kind") plugin.transformer = value.Choice(kPluginKinds) == 1;
    if (key == "config") plugin.config = value.JsonObject();
    if (key == "timeout") plugin.timeout_ms = value.Duration(1, kDay);
    if (key == "reads") plugin.reads = value.TextList();
    if (key == "sets") plugin.sets = value.TextList();
    if (key == "dictionaries") plugin.dictionaries = value.Bool();
    if (key == "environment") plugin.environment = value.VariableNames();
  }
  if (plugin.name.empty()) Fail("a plug-in needs a `name`");
  if (plugin.path.empty() == plugin.command.empty()) {
    Fail("the plug-in `" + plugin.name + "` needs either `path` (a shared library) or `command` (a program)");
  }
  // A library declares these itself, and it shares the environment of the process.
  for (const char* key : {"reads", "sets", "dictionaries", "timeout", "environment"}) {
    if (!plugin.path.empty() && node_[key]) {
      throw BadConfigValue(node_[key].Mark(), std::string("only a plug-in with `command` has the key `") + key + "`");
    }
  }
  return plugin;
}

std::vector<Config::Plugin> ConfigValue::Plugins() const {
  if (!node_.IsSequence()) Fail("expected a list of plug-ins, each with `name` and `path` or `command`");
  std::vector<Config::Plugin> plugins;
  for (const YAML::Node& element : node_) {
    const ConfigValue value = Child(element);
    Config::Plugin plugin = value.Plugin();
    const bool again =
        std::ranges::any_of(plugins, [&](const Config::Plugin& other) { return other.name == plugin.name; });
    if (again) value.Fail("duplicate plug-in `" + plugin.name + "`");
    if (std::ranges::find(kBuiltInEnrichments, plugin.name) != kBuiltInEnrichments.end()) {
      value.Fail("`" + plugin.name + "` is the name of a built-in enrichment");
    }
    if (std::ranges::find(kBuiltInClients, plugin.name) != kBuiltInClients.end()) {
      value.Fail("`" + plugin.name + "` is the name of a built-in client");
    }
    plugins.push_back(std::move(plugin));
  }
  return plugins;
}

std::vector<std::string> ConfigValue::Names() const {
  // From the environment and --set: names separated by commas.
  std::vector<std::string> names;
  if (node_.IsScalar()) {
    const std::string text = Text();
    for (size_t start = 0; start <= text.size();) {
      const size_t end = std::min(text.find(',', start), text.size());
      const size_t begin = std::min(text.find_first_not_of(' ', start), end);
      names.push_back(Child(YAML::Node(text.substr(begin, end - begin))).PluginName());
      start = end + 1;
    }
  } else if (node_.IsSequence()) {
    for (const YAML::Node& element : node_) names.push_back(Child(element).PluginName());
  } else {
    Fail("expected a list of names, found a map");
  }
  for (const std::string& name : names) {
    if (std::ranges::count(names, name) > 1) Fail("duplicate name `" + name + "`");
  }
  return names;
}

}  // namespace millrace
