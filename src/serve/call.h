// A request that has been checked against its row of the table, as its handler gets it.
#pragma once

#include <string>

#include "http/message.h"
#include "serve/arguments.h"
#include "serve/caller.h"

namespace millrace {

struct Console;

// Valid during the call.
struct Call {
  Console& console;
  const http::Request& request;
  const Arguments& arguments;
  const Caller& caller;
};

}  // namespace millrace
