// Decides which day directories of the raw files a plan lists. Finished days are skipped, so that the cost of a listing
// depends on the new files only, however many days there are.
//
// A day is finished when it ended more than a day ago, everything in it is read, and no listing has found anything new
// in it for a day. Files that arrive later are found by the next full listing, which is due a day after the last one,
// if the raw directory has changed, and on request. A month or year that ended more than 31 days ago is skipped as a
// whole if all of its days that the last full listing found are finished.
//
// All times are those of the wall clock of the machine that plans. Records from the future are ignored, so a wrong
// clock costs listings, but never a file. The records are written after the listing (NoteListing), so a process that is
// killed in between lists more the next time.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/ledger.h"
#include "storage/day_folders.h"
#include "storage/file_system.h"

namespace millrace {

// What a listing changes in the ledger.
struct ListingNotes {
  std::string raw;
  std::vector<DayListing> days;   // new and changed records
  std::vector<std::string> gone;  // directories without any file now
  int64_t full_ns = 0;            // of a full listing: when it began
};

// Makes the changes. Can be repeated.
void NoteListing(Ledger& ledger, const ListingNotes& notes);

class FinishedDays {
 public:
  struct Request {
    std::string raw;  // as the ledger's records name it
    int64_t now_ns = 0;
    DayRange days = {};                         // others are not listed
    bool full_scan = false;                     // whether finished days are listed, too
    std::span<const FailingFile> failing = {};  // their days are listed
  };

  // Reads the records of the ledger, which are few: one for each day.
  FinishedDays(ListingStore& store, Request request);

  // What to list of a directory below the raw directory (FileVisitor::Enter).
  Descent Enter(std::string_view folder);
  // A file was found. `open`: it is not read yet, or has changed.
  void Found(std::string_view name, bool open);

  // The finished days that were not listed so far.
  uint64_t not_listed() const { return not_listed_; }
  ListingNotes Finish() const;

 private:
  struct Day {
    DayListing record;  // as the ledger has it
    bool recorded = false;
    bool failing = false;  // has a file that failed
    bool found = false;    // a file of it
    bool open = false;
  };
  using Days = std::map<std::string, Day, std::less<>>;

  bool IsFinished(const DayListing& record) const;
  // Whether a directory, of these days, is left out. Counts its days.
  bool LeaveOut(std::string_view folder, const DayRange& range);
  bool AnyFinished(std::string_view folder) const;
  DayListing NextOf(const Day& day) const;

  const Request request_;
  bool full_ = false;
  Days days_;  // by their directory
  uint64_t not_listed_ = 0;
};

}  // namespace millrace
