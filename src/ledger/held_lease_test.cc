#include "ledger/held_lease.h"

#include <csignal>
#include <filesystem>
#include <optional>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "core/testing/temporary_folder.h"
#include "ledger/sqlite_ledger.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

class HeldLeaseTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = LedgerPath(root_, "shop");
    ledger_ = OpenSqliteLedger(path_);
    // The tests' own time: it passes when somebody sleeps.
    surroundings_.now = [this] { return now_; };
    surroundings_.sleep = [this](milliseconds time) {
      now_ += time;
      if (on_sleep_) on_sleep_();
    };
  }

  // Another process takes the lease and goes away without a word.
  void TakeAs(const ProcessIdentity& owner) {
    LeaseStore& leases = ledger_->leases();
    ASSERT_TRUE(leases.Take(leases.Find(kProjectLease), owner, 5'000'000'000));
  }
  std::unique_ptr<HeldLease> Take(milliseconds patience = milliseconds(0)) {
    return std::make_unique<HeldLease>(
        *ledger_, kProjectLease, patience, [this](const std::string& holder) { told_.push_back(holder); },
        surroundings_);
  }
  std::string Refusal() {
    try {
      Take();
      return "taken";
    } catch (const SystemError& error) {
      return error.what();
    }
  }
  seconds Passed() const { return std::chrono::duration_cast<seconds>(now_ - std::chrono::steady_clock::time_point()); }

  const TemporaryFolder temporary_;
  const std::string root_ = temporary_.path();
  std::string path_;
  std::unique_ptr<Ledger> ledger_;
  LeaseSurroundings surroundings_;
  std::chrono::steady_clock::time_point now_;
  std::function<void()> on_sleep_;
  std::vector<std::string> told_;
};

TEST_F(HeldLeaseTest, SecondHolderIsRefusedAndToldWhoHasIt) {
  LeaseWatch watch(ledger_->leases(), std::string(kProjectLease), surroundings_);
  EXPECT_EQ(watch.Holder(), "");
  {
    const auto lease = Take();
    EXPECT_EQ(lease->fence(), 1);
    const std::string refusal = Refusal();
    EXPECT_TRUE(refusal.starts_with("the project is in use by process " + std::to_string(::getpid()) + " on " +
                                    HostName() + " since 20"))
        << refusal;
    EXPECT_TRUE(refusal.ends_with("; wait for it or stop it")) << refusal;
    EXPECT_TRUE(told_.empty()) << "it was not to wait";
    EXPECT_EQ(watch.Holder(), refusal);
    EXPECT_EQ(HeldLease(*ledger_, "other", milliseconds(0), nullptr, surroundings_).fence(), 1);
  }
  EXPECT_EQ(watch.Holder(), "");
  EXPECT_EQ(Take()->fence(), 2) << "each taking has its number";
}

TEST_F(HeldLeaseTest, WaitsUntilItIsFree) {
  auto lease = Take();
  on_sleep_ = [&] { lease.reset(); };
  EXPECT_EQ(Take(seconds(20))->fence(), 2);
  ASSERT_EQ(told_.size(), 1U);
  EXPECT_NE(told_[0].find("in use by process"), std::string::npos);
}

// On this machine and boot it is certain who ended: no waiting.
TEST_F(HeldLeaseTest, OwnerOnThisMachineThatEndedIsSucceededAtOnce) {
  ProcessIdentity ended = ThisProcess();
  ended.started -= 1;  // its process id is used again, by this process
  TakeAs(ended);
  EXPECT_EQ(Take()->fence(), 2);
  EXPECT_EQ(Passed(), seconds(0));
}

TEST_F(HeldLeaseTest, OwnerOnThisMachineThatLivesKeepsItHoweverLongItIsSilent) {
  ProcessIdentity parent = ThisProcess();
  parent.pid = ::getppid();
  surroundings_.is_gone = [](const ProcessIdentity&) { return false; };
  TakeAs(parent);
  EXPECT_THROW(Take(seconds(600)), SystemError);
  EXPECT_GE(Passed(), seconds(600));
}

TEST_F(HeldLeaseTest, OwnerElsewhereIsSucceededAfterAMinuteOfSilence) {
  TakeAs({.host = "far", .boot_id = "b", .pid = 7, .started = 1});
  EXPECT_EQ(Take()->fence(), 2) << "also by who has no patience: nothing else could ever tell";
  EXPECT_EQ(Passed(), seconds(60));
  ASSERT_EQ(told_.size(), 1U);
  EXPECT_EQ(told_[0],
            "the project is in use by process 7 on far since 1970-01-01T00:00:05Z; wait for it or stop it; it is "
            "replaced after 60 s without a heartbeat");
}

TEST_F(HeldLeaseTest, OwnerElsewhereThatGivesASignOfLifeKeepsIt) {
  TakeAs({.host = "far", .boot_id = "b", .pid = 7, .started = 1});
  on_sleep_ = [&, next = seconds(50)]() mutable {
    if (Passed() < next) return;
    ledger_->leases().Beat(kProjectLease, 1);
    next += seconds(50);
  };
  EXPECT_TRUE(Refusal().starts_with("the project is in use by process 7 on far"));
  EXPECT_EQ(Passed(), seconds(50)) << "no longer than needed";
  EXPECT_THROW(Take(seconds(300)), SystemError);
}

// Also this machine before it was started again, and another container on it.
TEST_F(HeldLeaseTest, OwnerOfAnotherBootIsElsewhere) {
  ProcessIdentity before = ThisProcess();
  before.boot_id = "before";
  TakeAs(before);
  Take();
  EXPECT_EQ(Passed(), seconds(60));
}

TEST_F(HeldLeaseTest, LookingTakesNothing) {
  TakeAs({.host = "far", .boot_id = "b", .pid = 7, .started = 1});
  LeaseWatch watch(ledger_->leases(), std::string(kProjectLease), surroundings_);
  EXPECT_NE(watch.Holder(), "");
  now_ += seconds(60);
  EXPECT_EQ(watch.Holder(), "");
  EXPECT_EQ(ledger_->leases().Find(kProjectLease).fence, 1);
  EXPECT_TRUE(ledger_->leases().Find(kProjectLease).held);
}

TEST_F(HeldLeaseTest, SucceededOwnerChangesNothingAndGivesBackNothing) {
  auto late = Take();
  ledger_->jobs().Begin({.id = "j1", .host = {}, .counters = {}, .error = {}}, late->fence());
  ledger_->jobs().BeginPublish({"j1", late->fence()}, "{}");
  TakeAs({.host = "far", .boot_id = "b", .pid = 7, .started = 1});
  try {
    ledger_->jobs().Commit({"j1", late->fence()}, 1);
    FAIL() << "committed under an old number";
  } catch (const SystemError& error) {
    EXPECT_EQ(std::string(error.what()),
              "the project was taken over by process 7 on far at 1970-01-01T00:00:05Z; this process changed nothing, "
              "and the next run repeats its unfinished work");
  }
  late.reset();
  EXPECT_TRUE(ledger_->leases().Find(kProjectLease).held);
  EXPECT_EQ(ledger_->jobs().Unfinished().size(), 1U);
}

TEST_F(HeldLeaseTest, HoldingGivesSignsOfLifeWhileTheLedgerWorks) {
  surroundings_.heartbeat = milliseconds(1);
  const auto lease = Take();
  ledger_->jobs().Begin({.id = "j1", .host = {}, .counters = {}, .error = {}}, lease->fence());
  const auto observer = OpenSqliteLedger(path_);
  std::vector<LedgerFile> files(1);
  for (int i = 0; observer->leases().Find(kProjectLease).counter < 3; ++i) {
    files[0] = {.path = std::to_string(i), .size = 1, .modified_ns = 1};
    ledger_->raw_files().Claim({"j1", lease->fence()}, files);
    ASSERT_LT(i, 100'000);
  }
}

// The disk was full, say, when it was to be given back: the process itself must not be locked out.
TEST_F(HeldLeaseTest, LeaseThatCouldNotBeGivenBackIsNoHindranceToItsProcess) {
  const int64_t since_ns = [&] {
    const auto lease = Take();
    return ledger_->leases().Find(kProjectLease).since_ns;
  }();
  LeaseStore& leases = ledger_->leases();
  ASSERT_TRUE(leases.Take(leases.Find(kProjectLease), ThisProcess(), since_ns));
  EXPECT_EQ(Take()->fence(), 3);
}

TEST_F(HeldLeaseTest, DeathOfTheHolderFreesIt) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  ledger_.reset();  // no connection may be open when a process forks
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto ledger = OpenSqliteLedger(path_);
    const HeldLease lease(*ledger, kProjectLease, milliseconds(0), nullptr);
    (void)!::write(ready[1], "x", 1);
    ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  ledger_ = OpenSqliteLedger(path_);
  EXPECT_NE(Refusal().find("process " + std::to_string(child) + " on "), std::string::npos);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(Take()->fence(), 2);
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(HeldLeaseTest, CopyOfALedgerHoldsNoLease) {
  const auto lease = Take();
  ledger_->CopyTo(root_ + "/copy.db");
  const Lease copied = OpenSqliteLedger(root_ + "/copy.db")->leases().Find(kProjectLease);
  EXPECT_FALSE(copied.held);
  EXPECT_EQ(copied.fence, 1) << "numbers go on";
}

}  // namespace
}  // namespace millrace
