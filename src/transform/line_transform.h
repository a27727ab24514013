// What turns raw lines of any form into events, instead of the built-in clients: a transformer plug-in (plugin/). It
// sees whole batches of lines and gives at most one event for each; what an event of any client is checked for and
// derived from, is done behind it.
#pragma once

#include <memory>
#include <string>

namespace arrow {
class RecordBatch;
}

namespace millrace {

// Columns of what comes in: the line as UTF-8, the raw file's name, the line's number there from 1.
inline constexpr const char* kLineColumn = "line";
inline constexpr const char* kFileColumn = "file";
inline constexpr const char* kNumberColumn = "number";
// Columns of what goes out that are none of event_v2.
inline constexpr const char* kLineIndexColumn = "line_index";  // int64: of which row of the input; ascending, each once
inline constexpr const char* kRequestIpColumn = "request_ip";
inline constexpr const char* kRequestUserAgentColumn = "request_user_agent";
inline constexpr const char* kRequestIdColumn = "request_id";

// One instance a worker; not thread-safe.
class LineTransform {
 public:
  virtual ~LineTransform() = default;
  // `lines` has the three columns. The result has the columns that LineTransformSource's plug-in names, checked: texts
  // are utf8, `line_index` is there, valid and ascending. Throws SystemError that names the plug-in.
  virtual std::shared_ptr<arrow::RecordBatch> Run(const std::shared_ptr<arrow::RecordBatch>& lines) = 0;
  // After the last batch of a run. Throws as Run does.
  virtual void Finish() = 0;
};

// Gives each worker its instance. Thread-safe.
class LineTransformSource {
 public:
  virtual ~LineTransformSource() = default;
  virtual const std::string& name() const = 0;
  virtual std::unique_ptr<LineTransform> NewInstance() const = 0;
};

}  // namespace millrace
