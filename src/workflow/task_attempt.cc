#include "workflow/task_attempt.h"

#include <atomic>
#include <utility>

#include "core/error.h"
#include "core/time.h"

namespace millrace {

AttemptResult Attempt(const EngineParts& parts, const TaskFunction& function, const Task& task, TaskContext context) {
  std::stop_source stop;
  std::atomic<bool> late = false;
  const std::stop_callback on_stop(parts.stop, [&] { stop.request_stop(); });
  std::unique_ptr<Alarm> alarm;
  if (task.time_limit_s > 0) {
    alarm = parts.clock.RingAfter(task.time_limit_s * kNanosecondsPerSecond, [&] {
      late = true;
      stop.request_stop();
    });
  }
  context.stop = stop.get_token();
  AttemptResult result{.data = context.data};
  try {
    TaskResult given = function(context);
    if (!task.result.empty()) result.data.Set(task.result, given.output);
    result.report = std::move(given.report);
    return result;
  } catch (const TaskError& error) {
    result.error = error.name();
    result.reason = error.what();
  } catch (const UserError& error) {
    result.error = "UserError";
    result.reason = error.what();
  } catch (const InternalError& error) {
    result.error = "InternalError";
    result.reason = error.what();
  } catch (const std::exception& error) {
    result.error = "SystemError";
    result.reason = error.what();
  }
  if (late) {
    result.error = kTimeout;
    result.reason = "not done within " + FormatDuration(task.time_limit_s * 1000) + ": " + result.reason;
  }
  return result;
}

}  // namespace millrace
