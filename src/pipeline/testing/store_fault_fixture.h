// The same where the lake lies in an object store: the n-th operation fails, or the process dies there. Needs a server:
// tests/stores/run starts one and sets its endpoint, the keys, and MILLRACE_TEST_STORE.
#pragma once

#include <atomic>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/store_address.h"
#include "pipeline/testing/fault_fixture.h"
#include "storage/testing/faulty_store.h"

namespace millrace {

class StoreFaultTest : public ::testing::TestWithParam<Fault> {
 protected:
  void SetUp() override {
    const char* store = std::getenv("MILLRACE_TEST_STORE");
    if (store == nullptr) GTEST_SKIP() << "no server: this test is run by tests/stores/run";
    store_ = store;
  }

  // From one fault to the next: a sample, or, with tests/stores/run --full, every fault on S3 and every fifth
  // elsewhere, where a step is several requests.
  uint64_t step() const {
    constexpr uint64_t kSampleStep = 11;
    if (std::getenv("MILLRACE_EVERY_FAULT") == nullptr) return kSampleStep;
    return HasStagedFiles(store_) ? 5 : kFaultStep;
  }

  // A folder in the store that no other test has.
  std::string NewFolder() const {
    static std::atomic<int> count = 0;
    return store_ + "/faults-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
  }

  template <typename Command>
  static bool RunWithFault(const TestProject& project, uint64_t at, Command command) {
    FaultPlan plan(GetParam(), at);
    FaultyStore files(project.files(), plan);
    return RunWithPlan(project, plan, files, command);
  }

 private:
  std::string store_;  // address of a bucket
};

inline std::string FaultName(const ::testing::TestParamInfo<Fault>& info) {
  return info.param == Fault::kFail ? "Fail" : "Kill";
}

}  // namespace millrace
