// millrace version
#include "cli/command.h"

namespace millrace {

void RegisterVersion(CommandLine& line) {
  AddCommand(line.root, "version", "Print the version", {"millrace version"}).callback([&line] {
    line.run = [] {
      PrintToStdout("millrace " MILLRACE_VERSION "\n");
      return kExitDone;
    };
  });
}

}  // namespace millrace
