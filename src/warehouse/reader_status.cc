#include "warehouse/reader_status.h"

#include <memory>
#include <string>

#include "core/error.h"

namespace millrace {
namespace {

class ErrorDetail : public arrow::StatusDetail {
 public:
  // NOLINTNEXTLINE(bugprone-throw-keyword-missing): the exception is kept, and thrown by who reads
  explicit ErrorDetail(std::exception_ptr error) : error_(std::move(error)) {}
  const char* type_id() const override { return "millrace::ErrorDetail"; }
  std::string ToString() const override { return "an error of the warehouse"; }
  const std::exception_ptr& error() const { return error_; }

 private:
  const std::exception_ptr error_;
};

}  // namespace

arrow::Status StatusOf(const std::exception_ptr& error) {
  std::string message;
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& thrown) {
    message = thrown.what();
  }
  return {arrow::StatusCode::IOError, std::move(message), std::make_shared<ErrorDetail>(error)};
}

void ThrowStatus(const arrow::Status& status) {
  if (status.ok()) return;
  if (const auto* detail = dynamic_cast<const ErrorDetail*>(status.detail().get())) {
    std::rethrow_exception(detail->error());
  }
  throw SystemError("cannot read rows: " + status.ToString());
}

}  // namespace millrace
