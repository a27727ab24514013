// millrace help: prints the help of the program or of one command.
#include <memory>

#include "cli/command.h"
#include "cli/command_view.h"
#include "core/did_you_mean.h"
#include "core/error.h"

namespace millrace {
namespace {

int Help(const CLI::App& root, const std::string& name) {
  const CommandView view = ViewOf(root);
  if (name.empty()) {
    PrintToStdout(HelpText(view, view, HelpWidth()));
    return kExitDone;
  }
  std::vector<std::string_view> names;
  for (const CommandView& command : view.commands) {
    names.push_back(command.name);
    if (command.name != name) continue;
    PrintToStdout(HelpText(command, view, HelpWidth()));
    return kExitDone;
  }
  const std::string hint = DidYouMeanHint(name, names);
  throw UserError("unknown command `" + name + "`" + (hint.empty() ? "; `millrace help` lists the commands" : hint));
}

}  // namespace

void RegisterHelp(CommandLine& line) {
  auto name = std::make_shared<std::string>();
  CLI::App& command = AddCommand(line.root, "help", "Describe the program or one command",
                                 {"millrace help # list the commands", "millrace help process # describe one of them"});
  AddArgument(command, "COMMAND", *name, "A command; default: the program");
  command.callback([&line, name] { line.run = [&line, name] { return Help(line.root, *name); }; });
}

}  // namespace millrace
