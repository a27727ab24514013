// millrace explain: follows one request through every stage and shows which rules matched.
#include <memory>

#include "cli/command.h"
#include "cli/sample_file.h"
#include "cli/trace_print.h"
#include "project/request_trace.h"
#include "project/trace_json.h"

namespace millrace {
namespace {

struct ExplainFlags {
  ConfigFlags config;
  std::string file;
  uint64_t line = 1;
  int index = -1;
  bool json = false;
};

int RunExplain(const CommandLine& line, const ExplainFlags& flags) {
  const Project project(flags.config.Load());
  const SampleFiles files({flags.file});
  const auto index = flags.index < 0 ? std::nullopt : std::optional(flags.index);
  const auto story = TraceRequest(project, files.samples().front(), {.line = flags.line, .index = index});
  PrintToStdout(flags.json ? TraceJson(story) + "\n" : RenderTrace(story, ReadableWidth(0), line.Color(stdout)));
  return kExitDone;
}

}  // namespace

void RegisterExplain(CommandLine& line) {
  auto flags = std::make_shared<ExplainFlags>();
  CLI::App& command = AddCommand(
      line.root, "explain", "Show what happens to one request at every stage, and which rules matched",
      {"millrace explain raw/sample.gz --line 12 # the whole request",
       "millrace explain raw/sample.gz --line 12 --index 0 # only its first event",
       "millrace query \"SELECT input_file_name, line FROM rejects WHERE reason = 'bad_event'\" # find candidates"});
  AddArgument(command, "FILE", flags->file, "A raw file, read as gzip if named *.gz; `-` is stdin")->required();
  AddFlag(command, "-l,--line", flags->line, "NUMBER", "The line number, from 1")->check(AtLeast(1));
  AddFlag(command, "-i,--index", flags->index, "NUMBER", "Only this event of the request, from 0")
      ->default_str("")
      ->check(AtLeast(0));
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  flags->config.AddTo(command);
  command.callback([&line, flags] { line.run = [&line, flags] { return RunExplain(line, *flags); }; });
}

}  // namespace millrace
