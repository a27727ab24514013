// The functions of include/millrace/kernel.h.
#include <string>
#include <utility>

#include <arrow/api.h>
#include <arrow/c/bridge.h>

#include "library/border.h"
#include "millrace/kernel.h"

#include "schema/arrow_status.h"

using millrace::Guarded;
using millrace::Must;
using millrace::TableId;
using millrace::UserError;

struct MillraceKernel {
  explicit MillraceKernel(const millrace::SessionOptions& options) : session(options) {}
  millrace::KernelSession session;
};

static_assert(static_cast<int>(TableId::kEvent) == MILLRACE_EVENT &&
              static_cast<int>(TableId::kItem) == MILLRACE_ITEM && static_cast<int>(TableId::kUser) == MILLRACE_USER &&
              static_cast<int>(TableId::kSession) == MILLRACE_SESSION &&
              static_cast<int>(TableId::kReject) == MILLRACE_REJECT && millrace::kTableCount == MILLRACE_TABLES);

int32_t millrace_kernel_create(const MillraceKernelOptions* options, MillraceKernel** kernel, MillraceError* error) {
  return Guarded(error, [&] { *kernel = new MillraceKernel(millrace::SessionOptionsOf(options)); });
}

int32_t millrace_kernel_feed(MillraceKernel* kernel, const char* name, const void* bytes, size_t size,
                             MillraceError* error) {
  return Guarded(error, [&] { kernel->session.Feed(name, {static_cast<const char*>(bytes), size}); });
}

int32_t millrace_kernel_feed_lines(MillraceKernel* kernel, const char* name, ArrowSchema* schema, ArrowArray* lines,
                                   MillraceError* error) {
  return Guarded(error, [&] {
    const auto imported = arrow::ImportRecordBatch(lines, schema);
    if (!imported.ok()) throw UserError("the batch of lines is faulty: " + imported.status().message());
    kernel->session.FeedLines(name, **imported);
  });
}

int32_t millrace_kernel_finish(MillraceKernel* kernel, MillraceError* error) {
  return Guarded(error, [&] { kernel->session.Finish(); });
}

int32_t millrace_kernel_take(MillraceKernel* kernel, int32_t table, ArrowArrayStream* stream, MillraceError* error) {
  return Guarded(error, [&] {
    if (table < 0 || table >= MILLRACE_TABLES) throw UserError("there is no table " + std::to_string(table));
    Must(arrow::ExportRecordBatchReader(kernel->session.Take(static_cast<TableId>(table)), stream));
  });
}

int32_t millrace_kernel_counters(MillraceKernel* kernel, char** json, MillraceError* error) {
  return Guarded(error, [&] { *json = millrace::CopyOfText(kernel->session.CountersJson()); });
}

void millrace_kernel_destroy(MillraceKernel* kernel) {
  delete kernel;
}

void millrace_text_release(char* text) {
  std::free(text);
}

void millrace_error_release(MillraceError* error) {
  std::free(error->message);
  error->message = nullptr;
}
