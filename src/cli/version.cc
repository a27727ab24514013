// millrace version
#include <memory>

#include "cli/command.h"
#include "core/json_object.h"

namespace millrace {

void RegisterVersion(CommandLine& line) {
  auto json = std::make_shared<bool>(false);
  CLI::App& command = AddCommand(line.root, "version", "Print the version", {"millrace version"});
  AddSwitch(command, "--json", *json, "Print one JSON object");
  command.callback([&line, json] {
    line.run = [json] {
      PrintToStdout(*json ? JsonObject().Field("version", MILLRACE_VERSION).Finish() + "\n"
                          : "millrace " MILLRACE_VERSION "\n");
      return kExitDone;
    };
  });
}

}  // namespace millrace
