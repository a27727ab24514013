#include "load/load_shared.h"

#include <condition_variable>

#include "core/cancelled.h"
#include "core/sql_text.h"
#include "warehouse/ddl.h"
#include "warehouse/schema_change.h"
#include "warehouse/writer_fence.h"

namespace millrace {

void LoadShared::Advance(uint64_t files_done, uint64_t bytes_done, uint64_t rows) {
  const std::lock_guard lock(mutex_);
  if (progress_.files_total == 0) {
    const TableLoad total = report_.Total();
    progress_.files_total = total.files_waiting;
    progress_.bytes_total = report_.bytes_waiting;
  }
  progress_.files_done += files_done;
  progress_.bytes_done += bytes_done;
  progress_.rows += rows;
  if (options.on_progress) options.on_progress(progress_);
}

void LoadShared::Note(const std::string& line) {
  const std::lock_guard lock(mutex_);
  if (options.on_note) options.on_note(line);
}

void LoadShared::EnsureSchema(Connection& connection, const std::string& app) {
  const std::lock_guard lock(mutex_);
  if (sequences_.contains(app)) return;
  const std::string& schema = *apps.SchemaOf(app);
  AppSettings settings = options.settings;
  settings.app = app;
  settings.schema = schema;
  settings.timezone = TimezoneOf(app);
  SchemaChange(connection, merge.models, settings, [this] { return options.now_ns() / 1000; }).MakeTables();
  for (const TableId table : kLoadedTables) TakeWriterFence(connection, schema, TableOf(table).name, merge.holder);
  const std::string from = "SELECT coalesce(max(load_sequence), 0) FROM " + SqlName(schema);
  const ResultRows newest = connection.QueryRows("SELECT greatest((" + from + ".load_log), (" + from + ".load_end))");
  sequences_[app] = newest.Integer(0, 0);
}

int64_t LoadShared::NextSequence(const std::string& app) {
  const std::lock_guard lock(mutex_);
  return ++sequences_.at(app);
}

std::string LoadShared::NextBatchId() {
  const std::lock_guard lock(mutex_);
  return report_.load_id + "-" + std::to_string(++batches_);
}

std::string LoadShared::TimezoneOf(const std::string& app) const {
  const auto found = options.timezones.find(app);
  return found == options.timezones.end() ? "UTC" : found->second;
}

void LoadShared::CheckGoingOn() const {
  if (options.drain.stop_requested() || options.stop.stop_requested()) {
    throw Cancelled("told to stop between two batches; the next load takes what is left");
  }
  if (failed.stop_requested()) throw Cancelled("another table failed");
}

void LoadShared::Pause(std::chrono::milliseconds time) const {
  if (options.sleep) return options.sleep(time);
  std::mutex mutex;
  std::condition_variable_any ended;
  std::unique_lock lock(mutex);
  ended.wait_for(lock, options.stop, time, [] { return false; });
}

}  // namespace millrace
