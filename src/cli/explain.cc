// millrace explain: one request through every stage, with the rule that fired.
#include <memory>

#include "project/project_parts.h"

#include "cli/command.h"
#include "cli/request_trace.h"
#include "cli/sample_file.h"
#include "core/error.h"
#include "raw/raw_file.h"

namespace millrace {
namespace {

struct ExplainFlags {
  ConfigFlags config;
  std::string file;
  uint64_t line = 1;
  int index = -1;
};

int RunExplain(const CommandLine& line, const ExplainFlags& flags) {
  const Config config = flags.config.Load();
  const SampleFile file(flags.file);
  const OpenEnrichments enrichments(config);
  RawFileReader reader(LocalFileSystem(), file.path());
  RawLine raw;
  while (reader.Next(raw)) {
    if (raw.number < flags.line) continue;
    if (raw.number > flags.line) throw UserError(file.name() + ": line " + std::to_string(flags.line) + " is empty");
    RequestTracer tracer(config, enrichments, line.Color(stdout));
    PrintToStdout(tracer.Trace(raw, file.name(), flags.index < 0 ? std::nullopt : std::optional(flags.index)));
    return kExitDone;
  }
  if (!reader.error().empty() && reader.broken_line().number == flags.line) {
    PrintToStdout(file.name() + ", line " + std::to_string(flags.line) +
                  "\n  rejected  truncated_file: " + reader.error() + "\n");
    return kExitDone;
  }
  throw UserError(file.name() + " has no line " + std::to_string(flags.line) +
                  (reader.error().empty() ? "" : ": " + reader.error()));
}

}  // namespace

void RegisterExplain(CommandLine& line) {
  auto flags = std::make_shared<ExplainFlags>();
  CLI::App& command = AddCommand(
      line.root, "explain", "Follow one request through every stage, with the rule that fired",
      {"millrace explain raw/sample.gz --line 12 # the whole request",
       "millrace explain raw/sample.gz --line 12 --index 0 # its first event",
       "millrace query \"SELECT input_file_name, line FROM rejects WHERE reason = 'bad_event'\" # where to look"});
  AddArgument(command, "FILE", flags->file, "A raw file, gzip when named *.gz; `-` is stdin")->required();
  AddFlag(command, "-l,--line", flags->line, "NUMBER", "The line, from 1")->check(AtLeast(1));
  AddFlag(command, "-i,--index", flags->index, "NUMBER", "Only this event of the request, from 0")
      ->default_str("")
      ->check(AtLeast(0));
  flags->config.AddTo(command);
  command.callback([&line, flags] { line.run = [&line, flags] { return RunExplain(line, *flags); }; });
}

}  // namespace millrace
