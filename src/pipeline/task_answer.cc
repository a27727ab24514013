#include "pipeline/task_answer.h"

#include <cmath>

#include "core/json_object.h"
#include "pipeline/counters_json.h"
#include "pipeline/json_fields.h"
#include "pipeline/outputs_json.h"

namespace millrace {
namespace {

std::string FailuresJson(const std::vector<TaskFileFailure>& failures) {
  std::vector<std::string> objects;
  objects.reserve(failures.size());
  for (const TaskFileFailure& failure : failures) {
    objects.push_back(JsonObject().Field("file", failure.file).Field("reason", failure.reason).Finish());
  }
  return JsonArray(objects);
}

std::string ResultJson(const StagedResult& result) {
  std::vector<std::string> contents;
  contents.reserve(result.contents.size());
  for (const TaskFileContent& content : result.contents) {
    contents.push_back(JsonObject().Field("file", content.file).Field("content", content.content).Finish());
  }
  JsonObject stages;
  for (const auto& [stage, seconds] : result.stage_seconds) stages.Field(stage, seconds);
  return JsonObject()
      .Json("outputs", OutputsJson(result.outputs))
      .Json("counters", CountersJson(result.counters))
      .Json("contents", JsonArray(contents))
      .Json("unread", FailuresJson(result.unread))
      .Field("threads", result.threads)
      .Field("seconds", result.seconds)
      .Field("peak_memory_bytes", result.peak_memory_bytes)
      .Json("stage_seconds", stages.Finish())
      .Finish();
}

std::string CountsJson(const ProgressCounts& counts) {
  return JsonObject()
      .Field("files_done", counts.files_done)
      .Field("bytes_done", counts.bytes_done)
      .Field("bytes_raw", counts.bytes_raw)
      .Field("events", counts.events)
      .Finish();
}

std::vector<TaskFileFailure> FailuresOf(const JsonFields& fields, const char* name) {
  std::vector<TaskFileFailure> failures;
  for (const simdjson::dom::element value : fields.Array(name)) {
    const JsonFields failure(value, "a file of an answer");
    failures.push_back({.file = failure.Count("file"), .reason = failure.Text("reason")});
  }
  return failures;
}

StagedResult ResultOf(const JsonFields& fields) {
  StagedResult result;
  result.outputs = OutputsOf(fields, "outputs");
  result.counters = CountersOf(fields.Inner("counters"));
  for (const simdjson::dom::element value : fields.Array("contents")) {
    const JsonFields content(value, "a content of an answer");
    result.contents.push_back({.file = content.Count("file"), .content = content.Text("content")});
  }
  result.unread = FailuresOf(fields, "unread");
  result.threads = static_cast<int>(fields.Number("threads"));
  result.seconds = fields.Decimal("seconds");
  result.peak_memory_bytes = fields.Count("peak_memory_bytes");
  for (const auto& [stage, value] : fields.Object("stage_seconds")) {
    double seconds = 0;
    if (value.get(seconds) == simdjson::SUCCESS) result.stage_seconds[std::string(stage)] = seconds;
  }
  return result;
}

}  // namespace

std::string ToJson(const TaskAnswer& answer) {
  JsonObject object;
  object.Field("job", answer.job).Field("task", answer.task);
  if (!answer.attempt.empty()) object.Field("attempt", answer.attempt);
  if (answer.progress) object.Json("progress", CountsJson(*answer.progress));
  if (answer.result) object.Json("result", ResultJson(*answer.result));
  if (answer.failed) object.Field("failed", *answer.failed).Json("files", FailuresJson(answer.files));
  if (answer.died) object.Field("died", *answer.died);
  if (answer.reading) {
    std::vector<std::string> positions;
    for (const size_t file : *answer.reading) positions.push_back(std::to_string(file));
    object.Json("reading", JsonArray(positions));
  }
  return object.Finish();
}

TaskAnswer ParseTaskAnswer(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element value;
  if (parser.parse(json.data(), json.size()).get(value) != simdjson::SUCCESS) {
    throw UserError("the answer of a task is one JSON object a line; this is not JSON");
  }
  const JsonFields fields(value, "an answer");
  TaskAnswer answer{.job = fields.Text("job"), .task = fields.Count("task")};
  if (fields.Has("attempt")) answer.attempt = fields.Text("attempt");
  if (fields.Has("progress")) {
    const JsonFields counts = fields.Inner("progress");
    answer.progress = {.files_done = counts.Count("files_done"),
                       .bytes_done = counts.Count("bytes_done"),
                       .bytes_raw = counts.Count("bytes_raw"),
                       .events = counts.Count("events")};
  }
  if (fields.Has("result")) answer.result = ResultOf(fields.Inner("result"));
  if (fields.Has("failed")) answer.failed = fields.Text("failed");
  if (fields.Has("files")) answer.files = FailuresOf(fields, "files");
  if (fields.Has("died")) answer.died = fields.Text("died");
  if (answer.progress.has_value() + answer.result.has_value() + answer.failed.has_value() + answer.died.has_value() !=
      1) {
    throw UserError("an answer has exactly one of \"progress\", \"result\", \"failed\" and \"died\"");
  }
  if (fields.Has("reading")) {
    std::vector<size_t>& reading = answer.reading.emplace();
    for (const simdjson::dom::element position : fields.Array("reading")) {
      uint64_t file = 0;
      if (position.get(file) != simdjson::SUCCESS) throw UserError("\"reading\" of an answer has positions of files");
      reading.push_back(file);
    }
  }
  return answer;
}

}  // namespace millrace
