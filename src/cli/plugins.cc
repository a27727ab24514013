// millrace plugins: lists the plug-ins and their order, or tries each of them on a small sample.
#include <memory>

#include "cli/command.h"
#include "cli/sample_file.h"
#include "core/did_you_mean.h"
#include "core/error.h"
#include "core/json_object.h"
#include "project/plugin_check.h"
#include "project/project.h"

namespace millrace {
namespace {

struct PluginsFlags {
  ConfigFlags config;
  std::string action;
  std::vector<std::string> names;
  std::vector<std::string> samples;
  bool json = false;
};

// «enrichment 4 of 4»: the position of a plug-in in a run.
std::string UseOf(const Config& config, const Config::Plugin& plugin) {
  if (config.processing.client == plugin.name) return "processing.client";
  for (const Config::App& app : config.apps) {
    if (app.client == plugin.name) return "client of the app " + app.id;
  }
  const auto& order = config.processing.enrichments;
  for (size_t i = 0; i < order.size(); ++i) {
    if (order[i] == plugin.name) {
      return "enrichment " + std::to_string(i + 1) + " of " + std::to_string(order.size());
    }
  }
  return "off";
}

std::string Joined(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  return joined;
}

const char* KindOf(const PluginFacts& facts) {
  return facts.transformer ? "transformer" : "enrichment";
}
const char* FormOf(const Config::Plugin& plugin) {
  return plugin.path.empty() ? "program" : "library";
}

int SayNoPlugins() {
  PrintToStdout("no plug-ins: the configuration has no `plugins`\n");
  return kExitDone;
}

int ListJson(const Config& config) {
  std::vector<std::string> plugins;
  for (const Config::Plugin& each : config.plugins) {
    const PluginFacts facts = PluginFactsOf(each);
    plugins.push_back(JsonObject()
                          .Field("name", facts.name)
                          .Field("kind", KindOf(facts))
                          .Field("use", UseOf(config, each))
                          .Field("form", FormOf(each))
                          .Field("place", facts.place)
                          .Json("reads", JsonTexts(facts.reads))
                          .Json("sets", JsonTexts(facts.sets))
                          .Json("config_keys", JsonTexts(facts.config_keys))
                          .FieldOrNull("description", facts.description)
                          .Finish());
  }
  PrintToStdout(JsonObject().Json("plugins", JsonArray(plugins)).Finish() + "\n");
  return kExitDone;
}

int List(const CommandLine& line, const PluginsFlags& flags, const Config& config) {
  if (flags.json) return ListJson(config);
  if (config.plugins.empty()) return SayNoPlugins();
  std::vector<std::vector<Cell>> rows;
  for (const Config::Plugin& each : config.plugins) {
    const PluginFacts facts = PluginFactsOf(each);
    rows.push_back({Cell::Text(facts.name), Cell::Text(KindOf(facts)), Cell::Text(UseOf(config, each)),
                    Cell::Text(FormOf(each)), Cell::Text(facts.place), Cell::Text(Joined(facts.reads)),
                    Cell::Text(Joined(facts.sets)), Cell::Text(Joined(facts.config_keys)),
                    Cell::Text(facts.description)});
  }
  TableStyle style = StyleForStdout(line, "table");
  style.layout = TableStyle::Layout::kRecords;
  PrintToStdout(
      RenderTable({"name", "kind", "use", "form", "place", "reads", "sets", "config", "description"}, rows, style));
  return kExitDone;
}

const Config::Plugin& Named(const Config& config, const std::string& name) {
  std::vector<std::string_view> names;
  for (const Config::Plugin& plugin : config.plugins) {
    if (plugin.name == name) return plugin;
    names.push_back(plugin.name);
  }
  throw UserError("there is no plug-in `" + name + "` among `plugins`" + DidYouMeanHint(name, names));
}

std::string VerdictText(const std::string& name, const PluginVerdict& verdict) {
  std::string text = name + "\n";
  for (const PluginVerdict::Point& point : verdict.points) {
    text += (point.well ? "  ok    " : "  WRONG ") + point.text + "\n";
  }
  return text;
}

std::string VerdictJson(const std::string& name, const PluginVerdict& verdict) {
  std::vector<std::string> points;
  points.reserve(verdict.points.size());
  for (const PluginVerdict::Point& point : verdict.points) {
    points.push_back(JsonObject().Field("passed", point.well).Field("text", point.text).Finish());
  }
  return JsonObject().Field("name", name).Field("passed", verdict.well()).Json("points", JsonArray(points)).Finish();
}

int CheckPlugins(const PluginsFlags& flags, const Config& config) {
  std::vector<std::string> names = flags.names;
  if (names.empty()) {
    for (const Config::Plugin& plugin : config.plugins) names.push_back(plugin.name);
  }
  for (const std::string& name : names) Named(config, name);
  if (names.empty() && !flags.json) return SayNoPlugins();
  const SampleFiles files(flags.samples);
  const PluginSample sample(config, files.samples());
  bool all_well = true;
  std::vector<std::string> verdicts;
  for (const std::string& name : names) {
    const PluginVerdict verdict = CheckPlugin(Named(config, name), sample);
    if (flags.json) {
      verdicts.push_back(VerdictJson(name, verdict));
    } else {
      PrintToStdout(VerdictText(name, verdict));
    }
    all_well &= verdict.well();
  }
  if (flags.json) {
    PrintToStdout(JsonObject().Field("passed", all_well).Json("plugins", JsonArray(verdicts)).Finish() + "\n");
  }
  return all_well ? kExitDone : kExitFailed;
}

}  // namespace

void RegisterPlugins(CommandLine& line) {
  auto flags = std::make_shared<PluginsFlags>();
  CLI::App& command =
      AddCommand(line.root, "plugins", "List plug-ins, or try them on a sample",
                 {"millrace plugins list # what they read and set, and their order",
                  "millrace plugins check # try each on a built-in sample",
                  "millrace plugins check weather --sample raw/sample.gz # one of them, on your own traffic"});
  AddArgument(command, "ACTION", flags->action, "`list` or `check`", "list|check")->required();
  AddArgument(command, "NAME", flags->names, "check: only these plug-ins");
  AddFlag(command, "--sample", flags->samples, "FILE", "check: raw files to try them on")->allow_extra_args(false);
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  flags->config.AddTo(command);
  command.callback([&line, flags] {
    line.run = [&line, flags] {
      const Project project(flags->config.Load());
      return flags->action == "list" ? List(line, *flags, project.config()) : CheckPlugins(*flags, project.config());
    };
  });
}

}  // namespace millrace
