#include "project/progress_note.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <simdjson.h>

#include "core/error.h"
#include "core/json_object.h"
#include "pipeline/job_id.h"
#include "storage/file_system.h"
#include "storage/read_whole.h"

namespace millrace {
namespace {

constexpr auto kBetweenNotes = std::chrono::seconds(1);
constexpr int64_t kNoteCountsNs = 10'000'000'000;

std::string ProgressFolder(const Config& config) {
  return config.state + "/" + config.project + ".progress";
}

double SecondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// What `Finish` of a JsonObject made; false if it is something else.
bool ReadProgress(const std::string& json, WorkProgress& progress) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(json).get(root) != simdjson::SUCCESS) return false;
  const auto text = [&](const char* name, std::string& to) {
    std::string_view value;
    if (root[name].get(value) == simdjson::SUCCESS) to = value;
  };
  const auto number = [&](const char* name, double& to) {
    double value = 0;
    if (root[name].get(value) == simdjson::SUCCESS) to = value;
  };
  text("workflow", progress.work);
  text("step", progress.step);
  text("unit", progress.unit);
  number("rows_per_s", progress.rows_per_s);
  number("eta_s", progress.eta_s);
  return root["done"].get(progress.done) == simdjson::SUCCESS && root["total"].get(progress.total) == simdjson::SUCCESS;
}

}  // namespace

ProgressNote::ProgressNote(const Config& config, std::string_view work)
    : folder_(ProgressFolder(config)), work_(work) {}

ProgressNote::~ProgressNote() {
  if (written_ == std::chrono::steady_clock::time_point()) return;
  try {
    LocalFileSystem().RemoveAll(folder_ + "/" + work_ + ".json");
  } catch (const SystemError&) {
    // It counts for a few seconds more.
  }
}

void ProgressNote::Tell(const ProgressCounts& counts) {
  WorkProgress progress{
      .work = work_, .step = {}, .done = counts.bytes_done, .total = counts.bytes_total, .unit = "bytes"};
  const double seconds = SecondsSince(began_);
  if (seconds > 0) progress.rows_per_s = static_cast<double>(counts.events) / seconds;
  Write(std::move(progress));
}

void ProgressNote::Tell(const std::string& step, uint64_t done, uint64_t total, std::string_view unit) {
  Write({.work = work_, .step = step, .done = done, .total = total, .unit = std::string(unit)});
}

void ProgressNote::Write(WorkProgress progress) {
  const auto now = std::chrono::steady_clock::now();
  if (is_broken_ || now - written_ < kBetweenNotes) return;
  if (progress.done > 0 && progress.total >= progress.done) {
    const auto done = static_cast<double>(progress.done);
    progress.eta_s = SecondsSince(began_) * static_cast<double>(progress.total - progress.done) / done;
  }
  const std::string json = ProgressJson(progress);
  FileSystem& files = LocalFileSystem();
  try {
    // No sync: after a crash nobody needs it.
    if (written_ == std::chrono::steady_clock::time_point()) files.MakeDirectories(folder_);
    const std::string path = folder_ + "/" + work_ + ".json";
    const auto file = files.Create(path + ".new");
    file->Write(json.data(), json.size());
    file->Close();
    files.Rename(path + ".new", path);
  } catch (const SystemError&) {
    is_broken_ = true;
  }
  written_ = now;
}

std::vector<WorkProgress> ProgressOf(const Config& config) {
  FileSystem& files = LocalFileSystem();
  std::vector<WorkProgress> all;
  for (const FileInfo& file : files.List(ProgressFolder(config))) {
    if (!file.path.ends_with(".json") || WallClockNs() - file.modified_ns > kNoteCountsNs) continue;
    try {
      WorkProgress progress;
      if (ReadProgress(ReadWhole(files, file.path), progress)) all.push_back(std::move(progress));
    } catch (const SystemError&) {
      // The work has ended.
    }
  }
  return all;
}

std::string ProgressJson(const WorkProgress& progress) {
  JsonObject object;
  object.Field("workflow", progress.work)
      .FieldOrNull("step", progress.step)
      .Field("done", progress.done)
      .Field("total", progress.total)
      .Field("unit", progress.unit);
  const auto number = [&](std::string_view name, double value) {
    if (value < 0) {
      object.Json(name, "null");
    } else {
      object.Field(name, static_cast<int64_t>(std::llround(value)));
    }
  };
  number("rows_per_s", progress.rows_per_s);
  number("eta_s", progress.eta_s);
  return object.Finish();
}

}  // namespace millrace
