#include "pipeline/finished_days.h"

#include <algorithm>
#include <utility>

#include "core/day_folder.h"

namespace millrace {
namespace {

constexpr int64_t kHourNs = 3'600'000'000'000;
constexpr int64_t kDayNs = 24 * kHourNs;

// A day is finished when nothing new was found in it for this time, and when it ended at least this long ago. Files of
// a day may be delivered on the next day, and it ends in other time zones up to 14 hours later than in UTC.
constexpr int64_t kQuietNs = kDayNs;
// A month or year can be skipped this long after its end, because whole days of it may be delivered late.
constexpr int64_t kMonthOverNs = 31 * kDayNs;
constexpr int64_t kBetweenFullNs = kDayNs;
// The resolution of the times in the ledger since when a day is quiet, so that not every run writes a record.
constexpr int64_t kQuietStepNs = kHourNs;

constexpr size_t kPageDays = 1000;

bool IsOneDay(const DayRange& range) {
  return range.first == range.last;
}

bool IsOver(const DayRange& range, int64_t now_ns, int64_t since_ns) {
  return (range.last + int64_t{1}) * kDayNs + since_ns <= now_ns;
}

bool IsIn(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace

void NoteListing(Ledger& ledger, const ListingNotes& notes) {
  ListingStore& listings = ledger.listings();
  if (!notes.days.empty()) listings.Save(notes.raw, notes.days);
  if (!notes.gone.empty()) listings.Forget(notes.raw, notes.gone);
  // This comes last, because the next listing skips only days that this one has recorded as finished.
  if (notes.full_ns != 0) listings.SaveFull(notes.raw, notes.full_ns);
}

FinishedDays::FinishedDays(ListingStore& store, Request request) : request_(std::move(request)) {
  const int64_t last_full = store.LastFull(request_.raw);
  full_ = request_.full_scan || last_full == 0 || last_full > request_.now_ns ||
          request_.now_ns - last_full >= kBetweenFullNs;
  std::vector<DayListing> page;
  do {
    const std::string after = page.empty() ? std::string() : page.back().folder;
    page = store.Days(request_.raw, after, kPageDays);
    for (const DayListing& record : page) days_[record.folder] = {.record = record, .recorded = true};
  } while (page.size() == kPageDays);
  for (const FailingFile& file : request_.failing) {
    const auto day = days_.find(DateFoldersOf(file.path));
    if (day != days_.end()) day->second.failing = true;
  }
}

Descent FinishedDays::Enter(std::string_view folder) {
  const auto range = folder.empty() ? DayRange{} : DaysOfFolder(folder);
  if (!range) return Descent::kAll;
  if (!range->Overlaps(request_.days)) return Descent::kSkip;
  if (!full_ && !folder.empty() && LeaveOut(folder, *range)) return Descent::kSkip;
  return request_.days.Contains(*range) && (full_ || !AnyFinished(folder)) ? Descent::kAll : Descent::kAsk;
}

bool FinishedDays::IsFinished(const DayListing& record) const {
  return record.finished_ns != 0 && record.finished_ns <= request_.now_ns;
}

bool FinishedDays::LeaveOut(std::string_view folder, const DayRange& range) {
  if (!IsOver(range, request_.now_ns, IsOneDay(range) ? kQuietNs : kMonthOverNs)) return false;
  uint64_t finished = 0;
  auto day = days_.lower_bound(folder);
  for (; day != days_.end() && IsIn(day->first, folder); ++day) {
    if (day->second.failing || !IsFinished(day->second.record)) return false;
    const auto its_range = DaysOfFolder(day->first);
    if (its_range && IsOneDay(*its_range)) ++finished;
  }
  not_listed_ += finished;
  return finished > 0;
}

bool FinishedDays::AnyFinished(std::string_view folder) const {
  auto day = folder.empty() ? days_.begin() : days_.lower_bound(folder);
  for (; day != days_.end() && (folder.empty() || IsIn(day->first, folder)); ++day) {
    if (IsFinished(day->second.record)) return true;
  }
  return false;
}

void FinishedDays::Found(std::string_view name, bool open) {
  const std::string_view folder = DateFoldersOf(name);
  if (folder.empty()) return;
  auto day = days_.find(folder);
  if (day == days_.end()) {
    day = days_.emplace(folder, Day{}).first;
    day->second.record = {.folder = day->first, .quiet_since_ns = request_.now_ns};
  }
  day->second.found = true;
  day->second.open = day->second.open || open;
}

DayListing FinishedDays::NextOf(const Day& day) const {
  DayListing next = day.record;
  const int64_t now = request_.now_ns;
  if (next.finished_ns > now) next.finished_ns = 0;
  if (next.quiet_since_ns > now) next.quiet_since_ns = now;
  if (day.open) {
    next.finished_ns = 0;
    if (now - next.quiet_since_ns >= kQuietStepNs) next.quiet_since_ns = now;
  } else if (next.finished_ns == 0 && now - next.quiet_since_ns >= kQuietNs) {
    const auto range = DaysOfFolder(next.folder);
    if (range && IsOver(*range, now, kQuietNs)) next.finished_ns = now;
  }
  return next;
}

ListingNotes FinishedDays::Finish() const {
  ListingNotes notes{.raw = request_.raw, .days = {}, .gone = {}};
  for (const auto& [folder, day] : days_) {
    if (day.found) {
      DayListing next = NextOf(day);
      if (!day.recorded || next != day.record) notes.days.push_back(std::move(next));
      continue;
    }
    const auto range = DaysOfFolder(folder);
    if (full_ && (!range || range->Overlaps(request_.days))) notes.gone.push_back(folder);
  }
  // No later day is finished.
  const DayRange past = DaysOfWindow({}, request_.now_ns - 3 * kDayNs);
  if (full_ && request_.days.Contains(past)) notes.full_ns = request_.now_ns;
  return notes;
}

}  // namespace millrace
