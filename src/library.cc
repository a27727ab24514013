// libmillrace.so, as src/main.cc is the program: everything else is in the rooms.
#include "millrace/kernel.h"

const char* millrace_version(void) {
  return MILLRACE_VERSION;
}
