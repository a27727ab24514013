// The interface of transformer plug-ins (plugin/), which turn raw lines of any form into events in place of a built-in
// client. A plug-in gets batches of lines and returns at most one event per line. The checks and derivations that apply
// to the events of every client follow afterwards (kernel/line_batches.h).
#pragma once

#include <memory>
#include <string>

namespace arrow {
class RecordBatch;
}

namespace millrace {

// The input columns: the line as UTF-8, the name of the raw file, and the number of the line in it, from 1.
inline constexpr const char* kLineColumn = "line";
inline constexpr const char* kFileColumn = "file";
inline constexpr const char* kNumberColumn = "number";
// The output column that is not a column of event_v2.
inline constexpr const char* kLineIndexColumn = "line_index";  // int64: the row of the input; ascending, unique
inline constexpr const char* kRequestIpColumn = "request_ip";
inline constexpr const char* kRequestUserAgentColumn = "request_user_agent";
inline constexpr const char* kRequestIdColumn = "request_id";

// One instance per worker; not thread-safe.
class LineTransform {
 public:
  virtual ~LineTransform() = default;
  // `lines` has the three input columns. The result has the columns that the plug-in declares and is validated: texts
  // are utf8, and `line_index` exists, is in range and ascending. Throws SystemError that names the plug-in.
  virtual std::shared_ptr<arrow::RecordBatch> Run(const std::shared_ptr<arrow::RecordBatch>& lines) = 0;
  // Called after the last batch of a run. Throws like Run.
  virtual void Finish() = 0;
};

// Creates the instance of each worker. Thread-safe.
class LineTransformSource {
 public:
  virtual ~LineTransformSource() = default;
  virtual const std::string& name() const = 0;
  virtual std::unique_ptr<LineTransform> NewInstance() const = 0;
};

}  // namespace millrace
