// The table of config keys (config.h): how each value is read and checked. Only config.cc and its tests include this.
// Not thread-safe, because yaml-cpp's nodes share their content.
#pragma once

#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "core/config.h"

namespace millrace {

// An invalid value; the reader of its source adds the position to the message. Lines and columns count from 0, like
// those of YAML::Mark.
class BadConfigValue : public std::runtime_error {
 public:
  BadConfigValue(const YAML::Mark& mark, const std::string& message) : std::runtime_error(message), mark_(mark) {}
  const YAML::Mark& mark() const { return mark_; }

 private:
  YAML::Mark mark_;
};

// The same for a value that nobody may see: its line is not shown.
class SecretConfigValue : public BadConfigValue {
 public:
  using BadConfigValue::BadConfigValue;
};

// A value that is being read, with the checks that the table uses. Every function throws BadConfigValue.
class ConfigValue {
 public:
  ConfigValue(const YAML::Node& node, std::string_view folder) : node_(node), folder_(folder) {}

  std::string Text() const;  // a scalar that is not empty
  std::string ProjectName() const;
  std::string Folder() const;           // resolved against the directory of the source
  std::string FolderOrAddress() const;  // an address of an object store is unchanged
  std::string WarehouseUri() const;     // a resolved path of a DuckDB file, or the address of a server
  std::string Endpoint() const;         // http://host or https://host, optionally with a port; no final slash
  std::string PublicUrl() const;  // http://host or https://host, optionally with a port, as ParseWebAddress reads it
  std::string IssuerUrl() const;  // https, or http on this machine; unchanged, since it is compared as a text
  int64_t Integer(int64_t least, int64_t greatest) const;
  double Number(double least, double greatest) const;
  bool Bool() const;
  int64_t Duration(int64_t least_ms, int64_t greatest_ms) const;
  uint64_t Size(uint64_t least, uint64_t greatest) const;
  size_t Choice(std::span<const std::string_view> choices) const;  // its index
  std::string Client() const;  // built in, or possibly a plug-in; whether it exists is checked with the whole config
  std::vector<Config::App> Apps() const;
  std::vector<Config::Plugin> Plugins() const;
  std::string PluginName() const;
  std::vector<std::string> Names() const;  // of enrichments, each once
  std::map<std::string, std::string, std::less<>> TextMap() const;
  std::map<std::string, std::vector<std::string>, std::less<>> ListMap() const;  // a list, or one text, by text
  std::vector<std::string> IpAddresses() const;
  std::string Timezone() const;
  std::vector<std::string> TextList() const;  // a list of texts, or one text
  std::vector<std::string> Globs() const;     // the same, for names below a directory

 private:
  [[noreturn]] void Fail(const std::string& message) const;
  ConfigValue Child(const YAML::Node& node) const { return {node, folder_}; }
  std::string LocalPath(const std::string& text) const;
  // Throws if a password or token is written into an address, because addresses reach logs, reports and the ledger.
  // `may_have_name`: a name alone is allowed in front of `@`, as in addresses of Azure (`abfs://container@account…`).
  void RefuseCredentials(const std::string& address, bool may_have_name) const;
  Config::App App() const;
  Config::Plugin Plugin() const;
  std::string JsonObject() const;  // a map as JSON text
  std::vector<std::string> VariableNames() const;

  YAML::Node node_;
  std::string_view folder_;
};

struct ConfigKey {
  ConfigKeyInfo info;
  void (*set)(Config& config, const ConfigValue& value);
};

std::span<const ConfigKey> ConfigKeyTable();

}  // namespace millrace
