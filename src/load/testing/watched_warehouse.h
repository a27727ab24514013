// A warehouse whose statements a test sees before they are sent: to look at what is on the disk then, or to have
// something happen.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "load/testing/faulty_warehouse.h"

namespace millrace {

class WatchedWarehouse : public Warehouse {
 public:
  using Watch = std::function<void(const std::string& sql)>;

  // `base` outlives it.
  WatchedWarehouse(Warehouse& base, Watch watch) : base_(base), watch_(std::move(watch)) {}
  std::unique_ptr<Connection> Connect() override {
    return std::make_unique<WatchedConnection>(base_.Connect(), plan_, watch_);
  }

 private:
  class WatchedConnection : public FaultyConnection {
   public:
    WatchedConnection(std::unique_ptr<Connection> base, FaultPlan& plan, const Watch& watch)
        : FaultyConnection(std::move(base), plan), watch_(watch) {}
    std::string Submit(const SqlRequest& request) override {
      watch_(request.sql);
      return FaultyConnection::Submit(request);
    }

   private:
    const Watch& watch_;
  };

  Warehouse& base_;
  FaultPlan plan_;
  const Watch watch_;
};

}  // namespace millrace
