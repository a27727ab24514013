#include "parts/open_enrichments.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <set>

#include "core/config_data.h"
#include "core/did_you_mean.h"
#include "core/error.h"
#include "core/log.h"
#include "core/time.h"
#include "enrich/device_rules.h"
#include "kernel/built_in_enrichments.h"
#include "plugin/enrichment_order.h"

namespace millrace {
namespace {

constexpr double kSecondsPerDay = 86'400;

double DaysSince(int64_t seconds) {
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
  return static_cast<double>(now.count() - seconds) / kSecondsPerDay;
}

// The plug-in with a name from a key that may also contain built-in names.
const Config::Plugin& PluginOf(const Config& config, const std::string& key, const std::string& name,
                               std::vector<std::string_view> names) {
  for (const Config::Plugin& plugin : config.plugins) {
    if (plugin.name == name) return plugin;
  }
  for (const Config::Plugin& plugin : config.plugins) names.push_back(plugin.name);
  throw UserError(key + ": `" + name + "` is neither built in nor one of `plugins`" + DidYouMeanHint(name, names));
}

}  // namespace

OpenEnrichments::OpenEnrichments(const Config& config) : privacy(PrivacyRulesOf(config)) {
  std::set<std::string_view> clients(kBuiltInClients.begin(), kBuiltInClients.end());
  const auto open_client = [&](const std::string& key, const std::string& client) {
    if (client.empty() || !clients.insert(client).second) return;
    transformers.push_back(std::make_unique<TransformerPlugin>(
        OpenPlugin(PluginOf(config, key, client, {kBuiltInClients.begin(), kBuiltInClients.end()}))));
  };
  open_client("processing.client", config.processing.client);
  for (const Config::App& app : config.apps) open_client("apps: client of `" + app.id + "`", app.client);
  for (const std::string& name : config.processing.enrichments) {
    if (name == "ip") {
      const std::string path = GeoDatabasePath(config);
      if (path.empty()) {
        LogWarning(
            "no location database was found: the location columns stay null; set the config key `geoip`, or "
            "MILLRACE_DATA to the directory of GeoLite2-City.mmdb");
        continue;
      }
      geo = GeoDatabase::Open(path);
      databases.push_back({"geoip",
                           geo->path(),
                           FormatInstant(geo->build_time() * 1'000'000'000).substr(0, 10),
                           DaysSince(geo->build_time()),
                           {}});
    } else if (name == "user_agent") {
      const std::string rules = DefaultRulesPath(config);
      user_agents = UserAgentRules::Load(UserAgentRulesPath(config), rules, config.rules);
      databases.push_back({"user_agents", user_agents->path(), user_agents->checksum(), -1, user_agents->checksum()});
      const std::string& checksum = user_agents->devices().checksum();
      databases.push_back({"device_rules", config.rules.empty() ? rules : config.rules, checksum, -1, checksum});
    } else if (name == "traffic_source") {
      std::map<std::string, std::vector<std::string>> own_domains;
      for (const Config::App& app : config.apps) {
        if (!app.own_domains.empty()) own_domains[app.id] = app.own_domains;
      }
      const std::string rules = DefaultRulesPath(config);
      traffic_source = TrafficSourceRules::Load(rules, config.rules, own_domains);
      databases.push_back({"rules", config.rules.empty() ? rules : config.rules, traffic_source->checksum(), -1,
                           traffic_source->checksum()});
    } else {
      plugins.push_back(std::make_unique<EnrichmentPlugin>(OpenPlugin(
          PluginOf(config, "processing.enrichments", name, {kBuiltInEnrichments.begin(), kBuiltInEnrichments.end()}))));
    }
  }
  std::vector<const EnrichmentContract*> contracts;
  contracts.reserve(plugins.size());
  for (const auto& plugin : plugins) contracts.push_back(&plugin->columns());
  on_batches_ = BuiltInsOnBatches(config.processing.enrichments, contracts);
  size_t next_plugin = 0;
  for (const std::string& name : config.processing.enrichments) {
    const bool on_batches = std::ranges::find(on_batches_, name) != on_batches_.end();
    if (std::ranges::find(kBuiltInEnrichments, name) == kBuiltInEnrichments.end()) {
      order_.push_back(plugins[next_plugin++].get());
    } else if (on_batches && (name != "ip" || geo != nullptr)) {
      order_.push_back(built_in_
                           .emplace_back(name == "ip"           ? IpEnrichment(*geo)
                                         : name == "user_agent" ? UserAgentEnrichment(*user_agents)
                                                                : TrafficSourceEnrichment(*traffic_source))
                           .get());
    }
  }
}

Enrichments OpenEnrichments::View() const {
  const auto on_batches = [&](const char* name) { return std::ranges::find(on_batches_, name) != on_batches_.end(); };
  Enrichments view{.geo = on_batches("ip") ? nullptr : geo.get(),
                   .user_agents = user_agents.get(),
                   .traffic_source = on_batches("traffic_source") ? nullptr : traffic_source.get(),
                   .on_batches = order_,
                   .agent_on_batches = on_batches("user_agent")};
  for (const auto& transformer : transformers) view.transformers.push_back(transformer.get());
  return view;
}

std::string PrivacySecret() {
  const char* secret = std::getenv("MILLRACE_PRIVACY_SECRET");
  return secret == nullptr ? std::string() : secret;
}

PrivacyRules PrivacyRulesOf(const Config& config) {
  return {config.privacy.pseudonymise, config.privacy.drop, PrivacySecret()};
}

KernelOptions KernelOptionsOf(const Config& config, int threads) {
  KernelOptions options;
  options.clients.client = config.processing.client;
  for (const Config::App& app : config.apps) {
    options.apps.push_back(app.id);
    if (!app.client.empty() && app.client != config.processing.client) options.clients.of_app[app.id] = app.client;
  }
  options.sensors_event_names = config.processing.sensors_event_names;
  options.max_event_age_ms = config.processing.max_event_age_ms;
  options.max_partition_age_ms = config.processing.MaxPartitionAge();
  options.correct_client_clock = config.processing.correct_client_clock;
  options.filter_bots = config.processing.filter_bots;
  switch (config.privacy.ip) {
    case Config::IpPrivacy::kKeep:
      options.ip_privacy = IpPrivacy::kKeep;
      break;
    case Config::IpPrivacy::kTruncate:
      options.ip_privacy = IpPrivacy::kTruncate;
      break;
    case Config::IpPrivacy::kDrop:
      options.ip_privacy = IpPrivacy::kDrop;
      break;
  }
  // One part per worker, and one for shared data and the writer.
  options.memory_bytes = config.processing.memory_bytes / (static_cast<uint64_t>(threads) + 1);
  options.max_partitions = config.processing.max_partitions;
  return options;
}

}  // namespace millrace
