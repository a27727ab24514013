#include "ledger/held_lease.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/time.h"

namespace millrace {
namespace {

using std::chrono::milliseconds;

constexpr auto kPollInterval = milliseconds(50);
constexpr auto kSilence = std::chrono::seconds(60);

// The leases that this process holds, by the time when they were taken. A lease that could not be released, for example
// because the disk was full, must not lock out the process itself.
class OwnLeases {
 public:
  // A time that differs from those of all other leases of this process.
  int64_t Add() {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    newest_ = std::max<int64_t>(newest_ + 1, std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
    held_.insert(newest_);
    return newest_;
  }
  void Remove(int64_t since_ns) {
    const std::lock_guard lock(mutex_);
    held_.erase(since_ns);
  }
  bool Has(int64_t since_ns) {
    const std::lock_guard lock(mutex_);
    return held_.contains(since_ns);
  }

 private:
  std::mutex mutex_;
  std::set<int64_t> held_;
  int64_t newest_ = 0;
};

OwnLeases& Own() {
  static OwnLeases leases;
  return leases;
}

std::string Sentence(const Lease& lease, bool same_machine) {
  const std::string what = lease.name == kProjectLease ? "the project is in use by "
                                                       : "the lease `" + lease.name + "` of the project is held by ";
  return what + "process " + std::to_string(lease.owner.pid) + " on " + lease.owner.host + " since " +
         FormatInstant(lease.since_ns) +
         (same_machine ? "; wait for it or stop it"
                       : "; wait for it or stop it; it is replaced after 60 s without a heartbeat");
}

}  // namespace

LeaseWatch::LeaseWatch(LeaseStore& store, std::string name, LeaseSurroundings surroundings)
    : store_(store), name_(std::move(name)), surroundings_(std::move(surroundings)) {}

std::string LeaseWatch::Holder() {
  Lease lease = store_.Find(name_);
  const auto now = surroundings_.now();
  const bool same_holder = seen_.held && lease.held && lease.fence == seen_.fence;
  const bool beaten = same_holder && lease.counter != seen_.counter;
  if (!same_holder || beaten) since_ = now;
  seen_ = std::move(lease);
  if (!same_holder) undecided_ = seen_.held;
  if (beaten) undecided_ = false;
  if (!seen_.held) return {};
  const bool own = seen_.owner == surroundings_.self;
  if (own ? !Own().Has(seen_.since_ns) : surroundings_.is_gone(seen_.owner)) return {};
  const bool same_machine =
      seen_.owner.host == surroundings_.self.host && seen_.owner.boot_id == surroundings_.self.boot_id;
  if (same_machine) undecided_ = false;
  if (!same_machine && now - since_ >= kSilence) return {};
  return Sentence(seen_, same_machine);
}

HeldLease::HeldLease(Ledger& ledger, std::string_view name, milliseconds patience,
                     const std::function<void(const std::string& holder)>& on_wait,
                     const LeaseSurroundings& surroundings)
    : ledger_(ledger), name_(name) {
  LeaseWatch watch(ledger.leases(), name_, surroundings);
  const auto deadline = surroundings.now() + patience;
  since_ns_ = Own().Add();
  try {
    bool told = false;
    while (true) {
      const std::string holder = watch.Holder();
      if (holder.empty()) {
        const std::optional<int64_t> fence = ledger.leases().Take(watch.seen(), surroundings.self, since_ns_);
        if (fence) {
          fence_ = *fence;
          break;
        }
        continue;  // another process was faster
      }
      if (surroundings.now() >= deadline && !watch.undecided()) throw LeaseHeld(holder);
      if (!told && on_wait) on_wait(holder);
      told = true;
      surroundings.sleep(kPollInterval);
    }
    beating_ = std::thread([this, interval = surroundings.heartbeat] { Beat(interval); });
  } catch (...) {
    Own().Remove(since_ns_);
    throw;
  }
}

HeldLease::~HeldLease() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  end_.notify_all();
  beating_.join();
  try {
    ledger_.leases().GiveBack(name_, fence_);
  } catch (...) {
    // This process can take it again anyway, and others can once this process has ended.
  }
  Own().Remove(since_ns_);
}

void HeldLease::Beat(milliseconds interval) {
  std::unique_ptr<LeaseStore> store;
  std::unique_lock lock(mutex_);
  while (!end_.wait_for(lock, interval, [this] { return ended_; })) {
    lock.unlock();
    try {
      if (!store) store = ledger_.OpenLeases();
      if (!store->Beat(name_, fence_)) return;  // succeeded: the next change under this number is refused
    } catch (const SystemError&) {
      // The ledger was busy or the disk full. There is time for further attempts, and the job itself will report the
      // error.
    }
    lock.lock();
  }
}

}  // namespace millrace
