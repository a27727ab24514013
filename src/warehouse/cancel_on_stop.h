// During its lifetime, a stop request cancels a request of a connection.
#pragma once

#include <stop_token>
#include <string>
#include <thread>

#include "warehouse/connection.h"

namespace millrace {

class CancelOnStop {
 public:
  // `connection` must outlive it. Costs a thread if a stop is possible.
  CancelOnStop(Connection& connection, const std::string& id, const std::stop_token& stop);

 private:
  std::jthread thread_;
};

}  // namespace millrace
