#include "pipeline/job_task.h"

#include <algorithm>
#include <queue>
#include <utility>

#include "core/base64.h"
#include "core/json_object.h"
#include "core/utf8.h"
#include "pipeline/json_fields.h"
#include "pipeline/outputs_json.h"

namespace millrace {
namespace {

constexpr std::string_view kReadKind = "read";

// Names of files may be any bytes, JSON texts are UTF-8.
void AddBytes(JsonObject& object, const std::string& name, std::string_view bytes) {
  if (IsValidUtf8(bytes)) {
    object.Field(name, bytes);
    return;
  }
  std::string base64;
  AppendBase64(base64, bytes);
  object.Field(name + "_base64", base64);
}

std::string BytesOf(const JsonFields& fields, const std::string& name) {
  if (!fields.Has(name + "_base64")) return fields.Text(name);
  const std::string base64 = fields.Text(name + "_base64");
  std::string bytes(Base64DecodedBound(base64.size()), '\0');
  const Base64Result decoded = DecodeBase64(base64, bytes.data());
  if (!decoded.ok) throw UserError("not base64 in a task: " + base64);
  bytes.resize(decoded.size);
  return bytes;
}

std::string FileJson(const PlannedFile& file) {
  JsonObject object;
  AddBytes(object, "name", file.name);
  AddBytes(object, "path", file.info.path);
  object.Field("size", file.info.size).Field("modified_ns", file.info.modified_ns);
  object.FieldOrNull("version", file.info.version);
  return object.Finish();
}

PlannedFile FileOfJson(const JsonFields& fields) {
  return {.name = BytesOf(fields, "name"),
          .info = {.path = BytesOf(fields, "path"),
                   .size = fields.Count("size"),
                   .modified_ns = fields.Number("modified_ns"),
                   .version = fields.Has("version") ? fields.Text("version") : std::string()}};
}

}  // namespace

std::vector<std::vector<PlannedFile>> DivideIntoTasks(std::span<const PlannedFile> files, uint64_t task_bytes) {
  if (files.empty()) return {};
  const auto cost = [](const PlannedFile& file) { return file.info.size + kBytesOfAnOpening; };
  uint64_t total = 0;
  std::vector<const PlannedFile*> order;
  order.reserve(files.size());
  for (const PlannedFile& file : files) {
    total += cost(file);
    order.push_back(&file);
  }
  std::ranges::stable_sort(order, std::ranges::greater(), [](const PlannedFile* file) { return file->info.size; });
  const uint64_t wanted = total / std::max<uint64_t>(1, task_bytes) + 1;
  std::vector<std::vector<PlannedFile>> tasks(std::min<uint64_t>({wanted, files.size(), kMostTasks}));
  // The least filled task gets the next file; of equal ones the first.
  using Filled = std::pair<uint64_t, size_t>;
  std::priority_queue<Filled, std::vector<Filled>, std::greater<>> least;
  for (size_t i = 0; i < tasks.size(); ++i) least.emplace(0, i);
  for (const PlannedFile* file : order) {
    const auto [filled, task] = least.top();
    least.pop();
    tasks[task].push_back(*file);
    least.emplace(filled + cost(*file), task);
  }
  return tasks;
}

std::string ToJson(const JobTask& task) {
  uint64_t bytes = 0;
  std::vector<std::string> files;
  files.reserve(task.files.size());
  for (const PlannedFile& file : task.files) {
    bytes += file.info.size;
    files.push_back(FileJson(file));
  }
  for (const LedgerOutput& file : task.merge) bytes += file.bytes;
  JsonObject object;
  object.Field("kind", kReadKind)
      .Field("job", task.job.job_id)
      .Field("task", task.number)
      .Field("program", MILLRACE_VERSION)
      .Field("project", task.job.project_id)
      .Field("created_us", task.job.created_us)
      .Field("lake", task.lake)
      .Field("bytes", bytes)
      .Json("files", JsonArray(files));
  if (!task.merge.empty()) object.Json("merge", OutputsJson(task.merge));
  return object.Finish();
}

JobTask ParseJobTask(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element value;
  if (parser.parse(json.data(), json.size()).get(value) != simdjson::SUCCESS) {
    throw UserError("a task is one JSON object, as `millrace process --tasks` prints it; this is not JSON");
  }
  const JsonFields fields(value, "a task");
  if (const std::string kind = fields.Text("kind"); kind != kReadKind) {
    throw UserError("a task of an unknown kind: " + kind);
  }
  if (const std::string program = fields.Text("program"); program != MILLRACE_VERSION) {
    throw UserError("the task comes from millrace " + program +
                    ", this is " MILLRACE_VERSION "; install the same version everywhere");
  }
  JobTask task{.job = {.job_id = fields.Text("job"),
                       .project_id = fields.Text("project"),
                       .created_us = fields.Number("created_us")},
               .lake = fields.Text("lake"),
               .number = fields.Count("task"),
               .files = {}};
  if (task.number > kMostTasks) throw UserError("a task: \"task\" is more than " + std::to_string(kMostTasks));
  for (const simdjson::dom::element file : fields.Array("files")) {
    task.files.push_back(FileOfJson(JsonFields(file, "a file of a task")));
  }
  if (fields.Has("merge")) task.merge = OutputsOf(fields, "merge");
  if (task.files.empty() && task.merge.empty()) throw UserError("a task: \"files\" is empty");
  return task;
}

}  // namespace millrace
