// millrace generate: writes realistic traffic, as a collector would.
#include <algorithm>
#include <array>
#include <memory>

#include "cli/command.h"
#include "cli/interrupts.h"
#include "cli/progress.h"
#include "core/error.h"
#include "core/json_object.h"
#include "core/quantity.h"
#include "core/time.h"
#include "generate/generator.h"

namespace millrace {
namespace {

// By TrafficClient; the names of processing.client.
constexpr std::array<std::string_view, kTrafficClientCount> kClients{"clickstream", "gtm", "sensors"};

struct GenerateFlags {
  GeneratorOptions options;
  std::string client{kClients[0]};
  std::string size;
  std::string start = "2025-03-10T00:00:00Z";
  bool json = false;
};

std::string CountsJson(const std::map<std::string, uint64_t>& counts) {
  JsonObject object;
  for (const auto& [name, count] : counts) object.Field(name, count);
  return object.Finish();
}

std::string SummaryJson(const GeneratorSummary& summary) {
  return JsonObject()
      .Field("files", summary.files)
      .Field("bytes_raw", summary.bytes_raw)
      .Field("bytes_compressed", summary.bytes_compressed)
      .Field("requests", summary.requests)
      .Field("gzip_requests", summary.gzip_requests)
      .Field("duplicate_requests", summary.duplicate_requests)
      .Field("sessions", summary.sessions)
      .Field("events", summary.events)
      .Field("web_events", summary.web_events)
      .Field("item_events", summary.item_events)
      .Field("items", summary.items)
      .Field("bot_events", summary.bot_events)
      .Field("late_events", summary.late_events)
      .Field("duplicate_events", summary.duplicate_events)
      .Field("skewed_events", summary.skewed_events)
      .Field("derived_events", summary.derived_events)
      .Json("dirty", CountsJson(summary.dirty))
      .Json("expected_rejects", CountsJson(summary.expected_rejects))
      .Finish();
}

int RunGenerate(const GenerateFlags& flags) {
  GeneratorOptions options = flags.options;
  options.client =
      static_cast<TrafficClient>(std::find(kClients.begin(), kClients.end(), flags.client) - kClients.begin());
  options.start_ms = *InstantFlag("--start", flags.start) / 1'000'000;
  if (!flags.size.empty()) {
    const auto bytes = ParseSize(flags.size);
    if (!bytes) throw UserError("--size: " + NotASize(flags.size));
    options.bytes = *bytes;
  }
  if ((options.bytes == 0) == (options.events == 0)) throw UserError("give either --size or --events");
  GeneratorSummary summary;
  {
    const Interrupts interrupts({.kept = "finished files are kept; `--overwrite` replaces them", .stop = {}});
    Progress::Options style = Progress::ForStderr();
    style.label = "generating";
    Progress progress(style);
    summary = Generate(LocalFileSystem(), options, [&](const GeneratorProgress& done) {
      progress.Update({.files_done = done.files_done,
                       .files_total = done.files_total,
                       .bytes_done = done.files_done,
                       .bytes_total = done.files_total,
                       .bytes_raw = done.bytes_raw,
                       .events = done.events});
    });
  }
  if (flags.json) {
    PrintToStdout(SummaryJson(summary) + "\n");
  } else {
    PrintToStdout("generated " + FormatCount(summary.events) + " events in " + FormatCount(summary.requests) +
                  " requests: " + FormatCount(summary.files) + " files, " + FormatSize(summary.bytes_raw) + " (" +
                  FormatSize(summary.bytes_compressed) + " compressed) in " + options.output + "\n");
  }
  return kExitDone;
}

}  // namespace

void RegisterGenerate(CommandLine& line) {
  auto flags = std::make_shared<GenerateFlags>();
  CLI::App& command = AddCommand(
      line.root, "generate", "Generate traffic as raw files; the same flags give the same bytes",
      {"millrace generate --output raw --size 50MB # one day with about 50,000 events",
       "millrace generate -o raw --events 1000 --seed 7 --apps shop # a thousand events of one app",
       "millrace generate -o raw --client gtm --size 10MB # as sent by a tag manager container",
       "millrace generate -o raw --size 1GB --dirty-share 0.05 --json # with many errors; print the counts as JSON"});
  GeneratorOptions& options = flags->options;
  options.threads = ParseConfig("", "").processing.threads;
  AddFlag(command, "-o,--output", options.output, "DIRECTORY", "The raw directory to write to")->required();
  AddFlag(command, "--client", flags->client, "clickstream|gtm|sensors",
          "The client whose requests are generated, as in processing.client");
  AddFlag(command, "--size", flags->size, "SIZE", "Approximate uncompressed size: 50MB, 1GiB");
  AddFlag(command, "--events", options.events, "COUNT", "Exact number of events, instead of --size")
      ->check(IsCount())
      ->default_str("");
  AddFlag(command, "--seed", options.seed, "NUMBER", "A different seed gives different traffic")->check(IsCount());
  AddFlag(command, "--start", flags->start, "TIME", "Ingest time of the first hour");
  AddFlag(command, "--hours", options.hours, "COUNT", "Number of hours of traffic");
  AddFlag(command, "--files-per-hour", options.files_per_hour, "COUNT",
          "Files per hour; by default as many as make files of a few MB")
      ->default_str("");
  AddFlag(command, "--apps", options.apps, "IDS", "App ids, separated by commas; the first is the busiest")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->default_str("shop,market,outlet");
  AddFlag(command, "--gzip-share", options.gzip_payload_share, "SHARE",
          "Share of requests whose payload is base64 of gzip")
      ->check(IsShare());
  AddFlag(command, "--web-share", options.web_share, "SHARE",
          "Share of visitors with a browser; the others use mobile apps")
      ->check(IsShare());
  AddFlag(command, "--dirty-share", options.dirty_share, "SHARE", "Share of requests that are broken or unusual")
      ->check(IsShare());
  AddFlag(command, "--bot-share", options.bot_share, "SHARE", "Share of sessions of bots")->check(IsShare());
  AddFlag(command, "--late-share", options.late_share, "SHARE", "Share of sessions that arrive hours or days late")
      ->check(IsShare());
  AddFlag(command, "--duplicate-share", options.duplicate_share, "SHARE", "Share of requests that arrive twice")
      ->check(IsShare());
  AddFlag(command, "--clock-skew-share", options.clock_skew_share, "SHARE", "Share of visitors whose clock is wrong")
      ->check(IsShare());
  AddFlag(command, "--threads", options.threads, "COUNT", "Worker threads; they do not change the bytes")
      ->default_str("number of processors");
  AddSwitch(command, "--overwrite", options.overwrite, "Replace what an earlier call wrote to the directory");
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  command.callback([&line, flags] { line.run = [flags] { return RunGenerate(*flags); }; });
}

}  // namespace millrace
