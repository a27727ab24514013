// The functions of include/millrace/reader.h.
#include <string>
#include <vector>

#include <arrow/api.h>
#include <arrow/c/bridge.h>

#include "library/border.h"
#include "library/file_reader.h"
#include "millrace/reader.h"

#include "schema/arrow_status.h"

using millrace::Guarded;
using millrace::Must;

struct MillraceReader {
  MillraceReader(const millrace::SessionOptions& options, const std::vector<std::string>& paths)
      : reader(options, paths) {}
  millrace::FileReader reader;
};

int32_t millrace_reader_open(const MillraceKernelOptions* options, const char* const* paths, size_t count,
                             MillraceReader** reader, MillraceError* error) {
  return Guarded(error, [&] {
    *reader = new MillraceReader(millrace::SessionOptionsOf(options), std::vector<std::string>(paths, paths + count));
  });
}

int32_t millrace_reader_next(MillraceReader* reader, int32_t* table, ArrowSchema* schema, ArrowArray* batch,
                             MillraceError* error) {
  return Guarded(error, [&] {
    const auto next = reader->reader.Next();
    *table = next ? static_cast<int32_t>(next->table) : -1;
    if (next) Must(arrow::ExportRecordBatch(*next->batch, batch, schema));
  });
}

int32_t millrace_reader_counters(MillraceReader* reader, char** json, MillraceError* error) {
  return Guarded(error, [&] { *json = millrace::CopyOfText(reader->reader.CountersJson()); });
}

void millrace_reader_destroy(MillraceReader* reader) {
  delete reader;
}
