// millrace erase: a person's rows out of every table.
#include <memory>

#include "cli/command.h"
#include "cli/job_run.h"
#include "cli/upkeep_print.h"
#include "core/json_object.h"
#include "core/log.h"
#include "core/quantity.h"
#include "project/lake_upkeep.h"

namespace millrace {
namespace {

struct EraseFlags {
  ConfigFlags config;
  std::string user;
  bool dry_run = false;
  JobFlags job;
};

std::string PlanJson(const ErasePlan& plan) {
  std::vector<std::string> files;
  files.reserve(plan.files.size());
  for (const FileToErase& each : plan.files) {
    files.push_back(JsonObject()
                        .Field("table", TableOf(each.table).name)
                        .Field("path", each.file.file.path)
                        .Field("bytes", each.file.file.size)
                        .Field("rows", each.rows)
                        .Finish());
  }
  return JsonObject()
      .Json("dry_run", "true")
      .Field("other_devices", plan.devices.size())
      .Json("files", JsonArray(files))
      .Finish();
}

std::string PlanText(const ErasePlan& plan) {
  if (plan.files.empty()) return "nobody found: nothing to erase\n";
  uint64_t rows = 0;
  for (const FileToErase& each : plan.files) rows += each.rows;
  std::string out = "would erase " + FormatCount(rows) + (rows == 1 ? " row from " : " rows from ") +
                    FormatCount(plan.files.size()) + (plan.files.size() == 1 ? " file\n" : " files\n");
  for (const FileToErase& each : plan.files) {
    std::string table(TableOf(each.table).name);
    table.resize(8, ' ');
    out += "  " + table + "  " + FormatCount(each.rows) + (each.rows == 1 ? " row   " : " rows  ") +
           each.file.file.path + "\n";
  }
  return out;
}

void TellDevices(const ErasePlan& plan) {
  if (plan.devices.empty()) return;
  LogInfo("seen as a user id on " + FormatCount(plan.devices.size()) +
          (plan.devices.size() == 1 ? " device" : " devices") +
          "; rows of a device without this id remain until its user_pseudo_id is erased, too");
}

int RunErase(const CommandLine& line, const EraseFlags& flags) {
  Project project(flags.config.Load());
  if (flags.dry_run) {
    const ErasePlan plan = ErasureOf(project, flags.user);
    PrintToStdout(flags.job.json ? PlanJson(plan) + "\n" : PlanText(plan));
    TellDevices(plan);
    return kExitDone;
  }
  const RunReport report = RunWithProgress(line, {"erasing", flags.job.wait_seconds}, [&](const JobControl& control) {
    return ErasePerson(project, flags.user, control);
  });
  if (report.runs == 0 && !flags.job.json) {
    PrintToStdout("nobody found: nothing was erased\n");
  } else {
    PrintRewrite(report, "erased from", flags.job.json);
  }
  return kExitDone;
}

}  // namespace

void RegisterErase(CommandLine& line) {
  auto flags = std::make_shared<EraseFlags>();
  CLI::App& command =
      AddCommand(line.root, "erase", "Remove a person from every table of the lake and the rejects, with a proof",
                 {"millrace erase --user 8f31c0 --dry-run # list the files that contain the person",
                  "millrace erase --user 8f31c0 && millrace status --erasures"});
  flags->config.AddTo(command);
  AddFlag(command, "-u,--user", flags->user, "ID", "Rows with this user_pseudo_id or user_id, or its pseudonym")
      ->required()
      ->check([](const std::string& id) { return id.empty() ? std::string("expected an id") : std::string(); });
  AddSwitch(command, "-n,--dry-run", flags->dry_run, "Print which files contain the person, change nothing");
  flags->job.AddTo(command);
  command.callback([&line, flags] { line.run = [&line, flags] { return RunErase(line, *flags); }; });
}

}  // namespace millrace
