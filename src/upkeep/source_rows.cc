#include "upkeep/source_rows.h"

#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <arrow/array.h>
#include <arrow/record_batch.h>

#include "core/utf8.h"
#include "lake/lake_file_reader.h"
#include "schema/text_cell.h"

namespace millrace {
namespace {

constexpr std::string_view kInputFileName = "input_file_name";

template <typename Column>
size_t NumberOf(Column column) {
  return static_cast<size_t>(column);
}

class EventsOfSources : public RowFilter {
 public:
  explicit EventsOfSources(const RawFileNames& sources) : sources_(sources) {}
  const std::vector<size_t>& columns() const override { return columns_; }
  bool Drops(const arrow::RecordBatch& batch, int64_t row) override {
    const auto& map = static_cast<const arrow::MapArray&>(*batch.column(0));
    if (map.IsNull(row)) return false;
    for (int64_t entry = map.value_offset(row); entry < map.value_offset(row + 1); ++entry) {
      if (TextAt(*map.keys(), entry) == kInputFileName) return sources_.Has(TextAt(*map.items(), entry));
    }
    return false;
  }

 private:
  const RawFileNames& sources_;
  const std::vector<size_t> columns_{NumberOf(EventColumn::process_info)};
};

class RejectsOfSources : public RowFilter {
 public:
  explicit RejectsOfSources(const RawFileNames& sources) : sources_(sources) {}
  const std::vector<size_t>& columns() const override { return columns_; }
  bool Drops(const arrow::RecordBatch& batch, int64_t row) override {
    return sources_.Has(TextAt(*batch.column(0), row));
  }

 private:
  const RawFileNames& sources_;
  const std::vector<size_t> columns_{NumberOf(RejectColumn::input_file_name)};
};

std::unique_ptr<RowFilter> RowsOfSources(TableId table, const RawFileNames& sources) {
  if (table == TableId::kReject) return std::make_unique<RejectsOfSources>(sources);
  return std::make_unique<EventsOfSources>(sources);
}

// The key of an event within its app. The length makes the concatenation unambiguous.
void SetEventKey(const arrow::RecordBatch& batch, int first_column, int64_t row, std::string& key) {
  const std::string_view event = TextAt(*batch.column(first_column), row);
  key.assign(std::to_string(event.size())).append(":").append(event);
  key.append(TextAt(*batch.column(first_column + 1), row));
}

// For item_v2. Memory: one key for each event that has items in the file.
class ItemsOfEvents : public RowFilter {
 public:
  ItemsOfEvents(FileSystem& files, const std::string& item_file);

  // The events of a file that `events` drops; all of them when it is null.
  void DropItemsOf(FileSystem& files, const std::string& event_file, RowFilter* events);
  // Those whose event is in none of these files.
  void DropItemsWithoutEvent(FileSystem& files, const std::vector<TableFile>& event_files);

  const std::vector<size_t>& columns() const override { return columns_; }
  bool Drops(const arrow::RecordBatch& batch, int64_t row) override;

 private:
  std::unordered_map<std::string, bool> events_;  // key → left out
  const std::vector<size_t> columns_{NumberOf(ItemColumn::event_id), NumberOf(ItemColumn::user_pseudo_id)};
  std::string key_;
};

ItemsOfEvents::ItemsOfEvents(FileSystem& files, const std::string& item_file) {
  LakeFileReader reader(files, item_file, TableId::kItem, columns_);
  while (const auto batch = reader.Next()) {
    for (int64_t row = 0; row < batch->num_rows(); ++row) {
      SetEventKey(*batch, 0, row, key_);
      events_.try_emplace(key_, false);
    }
  }
}

void ItemsOfEvents::DropItemsOf(FileSystem& files, const std::string& event_file, RowFilter* events) {
  std::vector<size_t> columns;
  if (events != nullptr) columns = events->columns();
  const int key_columns = static_cast<int>(columns.size());
  columns.push_back(NumberOf(EventColumn::event_id));
  columns.push_back(NumberOf(EventColumn::user_pseudo_id));
  LakeFileReader reader(files, event_file, TableId::kEvent, columns);
  while (const auto batch = reader.Next()) {
    for (int64_t row = 0; row < batch->num_rows(); ++row) {
      if (events != nullptr && !events->Drops(*batch, row)) continue;
      SetEventKey(*batch, key_columns, row, key_);
      if (const auto found = events_.find(key_); found != events_.end()) found->second = true;
    }
  }
}

bool ItemsOfEvents::Drops(const arrow::RecordBatch& batch, int64_t row) {
  SetEventKey(batch, 0, row, key_);
  const auto found = events_.find(key_);
  return found != events_.end() && found->second;
}

}  // namespace

RawFileNames::RawFileNames(std::string raw, std::unordered_set<std::string> names)
    : raw_(std::move(raw)), names_(std::move(names)) {
  if (!raw_.ends_with('/')) raw_ += '/';
}

bool RawFileNames::Has(std::string_view source) const {
  if (source != last_) {
    last_ = source;
    last_answer_ = LookUp(source);
  }
  return last_answer_;
}

bool RawFileNames::LookUp(std::string_view source) const {
  if (source.starts_with(raw_)) return names_.contains(std::string(source.substr(raw_.size())));
  for (size_t slash = source.find('/'); slash != std::string_view::npos; slash = source.find('/', slash + 1)) {
    if (names_.contains(std::string(source.substr(slash + 1)))) return true;
  }
  return false;
}

RawFileNames SourcesOf(const AgainStep& step, const std::string& raw) {
  std::unordered_set<std::string> names;
  for (const JobFiles& job : step.jobs) {
    for (const PlannedFile& file : job.files) names.insert(EscapeInvalidUtf8(file.name));  // as rows name it
  }
  return {raw, std::move(names)};
}

void ItemsOfEvents::DropItemsWithoutEvent(FileSystem& files, const std::vector<TableFile>& event_files) {
  std::unordered_set<std::string> known;
  for (const TableFile& file : event_files) {
    LakeFileReader reader(files, file.file.file.path, TableId::kEvent,
                          {NumberOf(EventColumn::event_id), NumberOf(EventColumn::user_pseudo_id)});
    while (const auto batch = reader.Next()) {
      for (int64_t row = 0; row < batch->num_rows(); ++row) {
        SetEventKey(*batch, 0, row, key_);
        if (events_.contains(key_)) known.insert(key_);
      }
    }
  }
  for (auto& [key, dropped] : events_) dropped |= !known.contains(key);
}

std::unique_ptr<RowFilter> RowsReadAgain(FileSystem& files, const TableFile& file, const RawFileNames& sources,
                                         const AgainStep& step) {
  if (file.table != TableId::kItem) return RowsOfSources(file.table, sources);
  auto items = std::make_unique<ItemsOfEvents>(files, file.file.file.path);
  const auto in_partition = [&](const TableFile& other) {
    return other.table == TableId::kEvent && other.file.partition.app == file.file.partition.app &&
           other.file.partition.day == file.file.partition.day;
  };
  for (const TableFile& events : step.events) {
    if (in_partition(events)) items->DropItemsOf(files, events.file.file.path, nullptr);
  }
  for (const TableFile& mixed : step.rewritten) {
    if (!in_partition(mixed)) continue;
    const auto events = RowsOfSources(TableId::kEvent, sources);
    items->DropItemsOf(files, mixed.file.file.path, events.get());
  }
  for (const LostEvents& lost : step.lost_events) {
    const Partition& here = file.file.partition;
    if (lost.partition.app == here.app && lost.partition.day == here.day)
      items->DropItemsWithoutEvent(files, lost.left);
  }
  return items;
}

}  // namespace millrace
