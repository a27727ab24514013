// Which day directories of raw files are finished, so that a plan need not list them again (pipeline/finished_days.h).
//
// The records only save listings. A lost or outdated one costs one listing more, or delays a file that came late until
// the next full listing, so they carry no fencing number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// A directory of the raw files of a day (core/day_folder.h), or the files directly in one of a month or a year. Times
// are nanoseconds since the epoch, of the clock of the process that listed it.
struct DayListing {
  std::string folder;          // below the raw directory
  int64_t quiet_since_ns = 0;  // the last listing in which something was new; at first, the first listing
  int64_t finished_ns = 0;     // the listing since which it is finished; 0: it is not

  bool operator==(const DayListing&) const = default;
};

class ListingStore {
 public:
  virtual ~ListingStore() = default;

  // `raw` is the path or address of the raw directory. Records of another one are independent of these.

  // Records directories one by one, each in place of its former record.
  virtual void Save(std::string_view raw, std::span<const DayListing> days) = 0;
  virtual void Forget(std::string_view raw, std::span<const std::string> folders) = 0;
  // The recorded directories after the path `after`, in byte order, at most `limit`. If there are fewer, they are the
  // last ones.
  virtual std::vector<DayListing> Days(std::string_view raw, std::string_view after, size_t limit) = 0;

  // Records the time of a full listing. Call this after the result of the listing was saved.
  virtual void SaveFull(std::string_view raw, int64_t listed_ns) = 0;
  // Returns 0 if it never was.
  virtual int64_t LastFull(std::string_view raw) = 0;
};

}  // namespace millrace
