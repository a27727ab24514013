// A warehouse that fails or dies at the plan's step. By itself a failure is a lost connection: the transaction is
// rolled back, and a commit that is reported as failed may have happened. A test may choose another failure, or
// something that happens to the real server at that moment.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/testing/fault_plan.h"
#include "warehouse/warehouse.h"

namespace millrace {

struct WarehouseFailure {
  WarehouseFault fault = WarehouseFault::kConnection;
  // Called instead of a failure of the double; the operation then goes to the real warehouse. May be empty.
  std::function<void()> happens = {};
};

class FaultyConnection : public Connection {
 public:
  FaultyConnection(std::unique_ptr<Connection> base, FaultPlan& plan, WarehouseFailure failure = {})
      : base_(std::move(base)), plan_(plan), failure_(std::move(failure)) {}

  Dialect dialect() const override { return base_->dialect(); }
  std::string version() override { return base_->version(); }
  bool ReadsLakeFiles() const override { return base_->ReadsLakeFiles(); }
  std::string Submit(const SqlRequest& request) override {
    Step("submit");
    return base_->Submit(request);
  }
  RequestState Poll(const std::string& id, std::chrono::milliseconds wait) override { return base_->Poll(id, wait); }
  void Cancel(const std::string& id) override { base_->Cancel(id); }
  Result Fetch(const std::string& id) override { return base_->Fetch(id); }
  int64_t Append(std::string_view schema, std::string_view table, arrow::RecordBatchReader& rows,
                 const std::stop_token& stop) override {
    Step("append");
    return base_->Append(schema, table, rows, stop);
  }
  void Begin(TransactionAccess access) override {
    Step("begin");
    base_->Begin(access);
  }
  void Commit() override {
    try {
      Step("commit");
    } catch (const WarehouseError&) {
      base_->Rollback();  // as engines do it
      throw;
    }
    base_->Commit();
    // Only a lost connection leaves it open whether it was committed.
    if (failure_.fault == WarehouseFault::kConnection) Step("commit (done)");
  }
  void Rollback() override { base_->Rollback(); }

 private:
  void Step(const char* operation) {
    try {
      plan_.Step(operation, "warehouse");
    } catch (const SystemError& error) {
      if (!failure_.happens) throw WarehouseError(failure_.fault, error.what());
      failure_.happens();
    }
  }

  std::unique_ptr<Connection> base_;
  FaultPlan& plan_;
  const WarehouseFailure failure_;
};

class FaultyWarehouse : public Warehouse {
 public:
  // Nothing is owned.
  FaultyWarehouse(Warehouse& base, FaultPlan& plan, WarehouseFailure failure = {})
      : base_(base), plan_(plan), failure_(std::move(failure)) {}
  std::unique_ptr<Connection> Connect() override {
    return std::make_unique<FaultyConnection>(base_.Connect(), plan_, failure_);
  }

 private:
  Warehouse& base_;
  FaultPlan& plan_;
  const WarehouseFailure failure_;
};

}  // namespace millrace
