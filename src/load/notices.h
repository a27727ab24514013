// Notices of object stores that say «an object was created»: S3 event notifications as SQS, SNS or Lambda pass them on,
// and events of EventBridge. They tell a load of files that others write, without a listing of the lake.
//
// A text may hold any number of JSON values, one after the other: a notice, a list of them, or an envelope around one
// (a message of SQS with its `Body`, what `receive-message` prints, a notification of SNS with its `Message`), also
// several in one another. Keys are URL-encoded in S3 notifications, and plain in events of EventBridge.
//
// What cannot be used is a value, not an error: it is counted, and the first of each kind are kept to be told. Pure;
// thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/load_items.h"

namespace millrace {

struct UnusedNotice {
  uint64_t line = 0;  // of the text, from 1, where its JSON value begins
  std::string what;   // the reason, and the key or text
};

struct NoticeCounts {
  uint64_t taken = 0;    // of files of the lake
  uint64_t other = 0;    // of deletions, tests and other events
  uint64_t outside = 0;  // of objects that are not below the lake, or are no Parquet files of its tables
  uint64_t bad = 0;      // not JSON, or no notice
  std::vector<UnusedNotice> unused = {};  // the first of `outside` and `bad`, at most kUnusedNoticesKept
};
inline constexpr size_t kUnusedNoticesKept = 20;

struct Notices {
  std::vector<LoadItem> items;  // state new; `registered_ns` is the time of the event, 0 if it has none
  NoticeCounts counts;
};

// `lake` is the address of the lake in an object store.
Notices ReadNotices(std::string_view text, std::string_view lake, std::string_view project);

}  // namespace millrace
