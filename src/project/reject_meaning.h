// What the reasons of rejects mean, for people who see them without the documentation. Thread-safe.
#pragma once

#include <string_view>

#include "raw/reject.h"

namespace millrace {

// A sentence without its full stop.
std::string_view RejectReasonMeaning(RejectReason reason);

}  // namespace millrace
