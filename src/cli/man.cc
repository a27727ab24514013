// millrace man: prints the man page.
#include "cli/command.h"
#include "cli/manual.h"

namespace millrace {

void RegisterMan(CommandLine& line) {
  AddCommand(line.root, "man", "Print the man page",
             {"millrace man | man -l - # read it", "millrace man > /usr/local/share/man/man1/millrace.1 # install it"})
      .callback([&line] {
        line.run = [&line] {
          PrintToStdout(ManPage(ViewOf(line.root)));
          return kExitDone;
        };
      });
}

}  // namespace millrace
