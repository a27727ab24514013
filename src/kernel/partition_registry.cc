#include "kernel/partition_registry.h"

#include "core/app_id.h"

namespace millrace {

bool PartitionRegistry::Admit(PartitionSet& set, size_t most, std::string_view app, int32_t day) {
  if (set.Has(app, day)) return true;
  if (set.size() >= most) return false;
  set.Add(app, day);
  return true;
}

bool PartitionRegistry::AdmitEvents(std::string_view app, int32_t day) {
  const std::scoped_lock lock(mutex_);
  return Admit(events_, max_partitions_, app, day);
}

bool PartitionRegistry::AdmitRejects(std::string_view app, int32_t day) {
  // One partition is reserved for the day of the job, and some for days of unknown apps.
  const size_t most = max_partitions_ - 1;
  const std::scoped_lock lock(mutex_);
  return Admit(rejects_, app == kUnknownApp ? most : most - most / 8, app, day);
}

bool PartitionAdmission::AdmitsOtherEvent(std::string_view app, int32_t day) {
  if (!events_.Has(app, day)) {
    if (!registry_.AdmitEvents(app, day)) return false;
    events_.Add(app, day);
  }
  last_event_.app = app;
  last_event_.day = day;
  has_last_event_ = true;
  return true;
}

bool PartitionAdmission::AdmitsReject(std::string_view app, int32_t day) {
  if (rejects_.Has(app, day)) return true;
  if (!registry_.AdmitRejects(app, day)) return false;
  rejects_.Add(app, day);
  return true;
}

const Partition& PartitionAdmission::OfReject(std::string_view app, int32_t day) {
  if (AdmitsReject(app, day)) {
    last_reject_.app = app;
    last_reject_.day = day;
    return last_reject_;
  }
  last_reject_.app = kUnknownApp;
  last_reject_.day = AdmitsReject(kUnknownApp, day) ? day : job_day_;
  return last_reject_;
}

}  // namespace millrace
