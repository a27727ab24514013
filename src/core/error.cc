#include "core/error.h"

namespace millrace {

void FailCheck(const char* file, int line, const char* condition) {
  throw InternalError("internal error, please report it: " + std::string(condition) + " does not hold (" + file + ":" +
                      std::to_string(line) + ")");
}

}  // namespace millrace
