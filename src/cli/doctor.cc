// millrace doctor: checks everything that a run depends on.
#include "project/doctor.h"

#include <memory>
#include <span>

#include "cli/command.h"
#include "core/error.h"
#include "core/json_object.h"
#include "core/one_line.h"
#include "core/quantity.h"
#include "core/time.h"

namespace millrace {
namespace {

struct DoctorFlags {
  ConfigFlags config;
  bool json = false;
  std::string remove_uploads;
  bool restore_state = false;
  bool adopt_lake = false;
  bool rows = false;
};

// The result of a check, and what to do, in one line.
std::string Detail(const Finding& finding) {
  return OneLine(finding.what + (finding.advice.empty() ? "" : "; " + finding.advice));
}

int Restore(Project& project, bool json) {
  const std::string ledger = RestoreLedger(project);
  const std::string& from = project.config().state_backup;
  PrintToStdout(json ? JsonObject().Field("restored", ledger).Field("restored_from", from).Finish() + "\n"
                     : "restored " + ledger + " from " + from + "\n");
  return kExitDone;
}

int Adopt(Project& project, bool json) {
  const uint64_t files = AdoptLake(project);
  if (json) {
    PrintToStdout(JsonObject().Field("lake_files_adopted", files).Finish() + "\n");
    return kExitDone;
  }
  PrintToStdout("the lake keeps " + FormatCount(files) + " file" + (files == 1 ? "" : "s") +
                " of earlier runs; `millrace process` reads every file in `raw`\n");
  return kExitDone;
}

int RemoveUploads(Project& project, const std::string& age, bool json) {
  const uint64_t removed = RemoveOrphanUploads(project, *ParseDuration(age));
  if (json) {
    PrintToStdout(JsonObject().Field("uploads_removed", removed).Finish() + "\n");
    return kExitDone;
  }
  PrintToStdout("removed " + FormatCount(removed) + " orphaned upload" + (removed == 1 ? "" : "s") + "\n");
  return kExitDone;
}

std::string FindingsJson(std::span<const Finding> findings) {
  std::vector<std::string> checks;
  checks.reserve(findings.size());
  for (const Finding& finding : findings) {
    checks.push_back(JsonObject()
                         .Field("check", finding.subject)
                         .Field("health", HealthName(finding.health))
                         .Field("detail", finding.what)
                         .FieldOrNull("advice", finding.advice)
                         .Finish());
  }
  return JsonObject().Field("health", HealthName(WorstOf(findings))).Json("checks", JsonArray(checks)).Finish() + "\n";
}

std::string FindingsText(std::span<const Finding> findings, size_t width, bool color) {
  constexpr size_t kDetailColumn = 30;
  std::string out;
  for (const Finding& finding : findings) {
    std::string mark(HealthName(finding.health));
    mark.resize(8, ' ');
    const Color paint = finding.health == Health::kOk        ? Color::kGreen
                        : finding.health == Health::kWarning ? Color::kYellow
                                                             : Color::kRed;
    const std::string lines = BesideLabel(mark + " " + finding.subject, Detail(finding), kDetailColumn, width);
    out += Paint(mark, paint, color) + lines.substr(mark.size());
  }
  return out;
}

int RunDoctor(const CommandLine& line, const DoctorFlags& flags) {
  Project project(flags.config.LoadExisting());
  if (flags.restore_state) return Restore(project, flags.json);
  if (flags.adopt_lake) return Adopt(project, flags.json);
  if (!flags.remove_uploads.empty()) return RemoveUploads(project, flags.remove_uploads, flags.json);
  const std::vector<Finding> findings = flags.rows ? ExamineRows(project) : Examine(project);
  PrintToStdout(flags.json ? FindingsJson(findings) : FindingsText(findings, ReadableWidth(0), line.Color(stdout)));
  return WorstOf(findings) == Health::kFailed ? kExitFailed : kExitDone;
}

}  // namespace

void RegisterDoctor(CommandLine& line) {
  auto flags = std::make_shared<DoctorFlags>();
  CLI::App& command = AddCommand(
      line.root, "doctor",
      "Check databases, clock, disk, permissions, unfinished output, and ledger, lake and warehouse against each other",
      {"millrace doctor # exits with 1 if something must be fixed", "millrace doctor --json",
       "millrace doctor --rows # compares every key of the lake with the warehouse",
       "millrace doctor --remove-uploads 1d # abort uploads that crashes left in the object store",
       "millrace doctor --restore-state # after the state directory was lost; needs the config key state_backup",
       "millrace doctor --adopt-lake # the ledger is lost, and what is in the lake was moved out of `raw`"});
  flags->config.AddTo(command);
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  AddSwitch(command, "--rows", flags->rows,
            "Only compare the keys of all rows of the lake with those of the warehouse; reads the lake");
  AddFlag(command, "--remove-uploads", flags->remove_uploads, "DURATION",
          "Only abort orphaned uploads that are older than this: 1d, 12h")
      ->check(IsDuration());
  AddSwitch(command, "--restore-state", flags->restore_state, "Only restore the ledger from its copy");
  AddSwitch(command, "--adopt-lake", flags->adopt_lake,
            "Only let a new ledger keep the files in the lake; raw files that are in them must be out of `raw`");
  command.callback([&line, flags] { line.run = [&line, flags] { return RunDoctor(line, *flags); }; });
}

}  // namespace millrace
