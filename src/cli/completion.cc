// millrace completion: prints the completion script of a shell.
#include <memory>

#include "cli/command.h"
#include "cli/completion_script.h"

namespace millrace {

void RegisterCompletion(CommandLine& line) {
  auto shell = std::make_shared<std::string>();
  CLI::App& command = AddCommand(
      line.root, "completion", "Print the completion script of a shell",
      {"source <(millrace completion bash) # for this shell", "millrace completion zsh > ~/.zsh/completions/_millrace",
       "millrace completion fish > ~/.config/fish/completions/millrace.fish"});
  AddArgument(command, "SHELL", *shell, "bash, zsh or fish", "bash|zsh|fish")->required();
  command.callback([&line, shell] {
    line.run = [&line, shell] {
      const CommandView root = ViewOf(line.root);
      PrintToStdout(*shell == "bash"  ? BashCompletion(root)
                    : *shell == "zsh" ? ZshCompletion(root)
                                      : FishCompletion(root));
      return kExitDone;
    };
  });
}

}  // namespace millrace
