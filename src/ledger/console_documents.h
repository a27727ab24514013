// What people keep of the console, by app: analyses, boards (ordered lists of analyses and charts) and segments, and
// the runs of segments. The ledger does not look into their bodies, which are JSON of whoever writes them.
//
// A change says which version it changes, so that of two people who edit the same document at the same time the second
// one hears of the first.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

enum class DocumentKind : uint8_t { kAnalysis, kBoard, kSegment };
inline constexpr std::array<std::string_view, 3> kDocumentKindNames = {"analysis", "board", "segment"};

struct ConsoleDocument {
  DocumentKind kind = DocumentKind::kAnalysis;
  std::string app = {};
  std::string id = {};  // unique for its kind and app
  std::string title = {};
  std::string body = {};  // a JSON object
  std::string user = {};  // who changed it last; empty: nobody was asked
  int64_t created_ns = 0;
  int64_t changed_ns = 0;
  int64_t version = 0;  // 1 for a new one; each change adds 1
};

struct SegmentRun {
  std::string app = {};
  std::string segment = {};
  int64_t started_ns = 0;  // unique for the segment
  int64_t finished_ns = 0;
  bool is_done = false;  // otherwise it failed
  int64_t segment_size = 0;
  int64_t total_users = 0;
  int32_t last_day = 0;  // that relative days ended with, as days since the epoch
  std::string error = {};
};
inline constexpr int kKeptSegmentRuns = 50;  // of a segment, the newest

class ConsoleDocumentStore {
 public:
  virtual ~ConsoleDocumentStore() = default;

  // By title, then by id.
  virtual std::vector<ConsoleDocument> List(std::string_view app, DocumentKind kind) = 0;
  // Of all apps, by app and id.
  virtual std::vector<ConsoleDocument> ListAll(DocumentKind kind) = 0;
  virtual std::optional<ConsoleDocument> Find(std::string_view app, DocumentKind kind, std::string_view id) = 0;
  // Version 0: adds the document; otherwise replaces title, body, user and time of the one with this version. False,
  // and nothing changed, if it is there already, or gone, or has another version. One durable change.
  virtual bool Save(const ConsoleDocument& document) = 0;
  // False if there is none. With a segment go its runs. One durable change.
  virtual bool Remove(std::string_view app, DocumentKind kind, std::string_view id) = 0;

  // Forgets the oldest ones beyond kKeptSegmentRuns. One durable change.
  virtual void AddRun(const SegmentRun& run) = 0;
  // The newest first.
  virtual std::vector<SegmentRun> Runs(std::string_view app, std::string_view segment) = 0;
};

}  // namespace millrace
