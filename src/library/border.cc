#include "library/border.h"

#include <string>

#include "pipeline/job_id.h"

namespace millrace {

SessionOptions SessionOptionsOf(const MillraceKernelOptions* options) {
  if (options == nullptr) throw UserError("options are missing");
  if (options->abi != MILLRACE_KERNEL_ABI) {
    throw UserError("the caller was built for version " + std::to_string(options->abi) +
                    " of the library's interface; this is version " + std::to_string(MILLRACE_KERNEL_ABI));
  }
  if (options->config == nullptr) throw UserError("options.config is missing; an empty text is the defaults");
  if (options->job_id == nullptr || *options->job_id == '\0') throw UserError("options.job_id is missing");
  if ((options->flags & ~MILLRACE_DICTIONARIES) != 0) throw UserError("options.flags has flags that are not known");
  return {.config = ParseConfig(options->config, "config", options->folder == nullptr ? "" : options->folder),
          .job_id = options->job_id,
          .created_us = options->created_us == 0 ? WallClockNs() / 1000 : options->created_us,
          .dictionaries = (options->flags & MILLRACE_DICTIONARIES) != 0};
}

char* CopyOfText(const std::string& text) {
  auto* copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy != nullptr) std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

int32_t Fail(int32_t code, const char* message, MillraceError* error) {
  if (error == nullptr) return code;
  error->code = code;
  const size_t size = std::strlen(message) + 1;
  error->message = static_cast<char*>(std::malloc(size));
  if (error->message != nullptr) std::memcpy(error->message, message, size);
  return code;
}

}  // namespace millrace
