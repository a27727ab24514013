#include "load/stored_rejects.h"

#include <map>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/record_batch.h>
#include <arrow/table_builder.h>

#include "load/batch_files.h"
#include "load/lake_stage.h"

#include "core/sql_text.h"
#include "lake/partition_path.h"
#include "pipeline/job.h"
#include "pipeline/job_place.h"
#include "pipeline/reject_reader.h"
#include "schema/arrow_schema.h"
#include "schema/arrow_status.h"
#include "warehouse/sql_models.h"
#include "warehouse/sql_parameters.h"

namespace millrace {
namespace {

constexpr size_t kRejectFilesOfAJob = 1000;
constexpr int64_t kRejectRowsOfABatch = 1000;

// Rejects of one partition on their way to the sink.
class RejectBatches {
 public:
  RejectBatches(const JobInfo& job, const Partition& partition, BatchSink& sink)
      : job_(job),
        partition_(partition),
        sink_(sink),
        builder_(Must(arrow::RecordBatchBuilder::Make(ArrowSchema(TableId::kReject), arrow::default_memory_pool()))) {}

  struct Row {
    std::string reason;
    std::string column;
    std::string file;
    int64_t number = 0;
    std::string original;
  };
  void Add(const Row& row) {
    Text(RejectColumn::reason, row.reason);
    Text(RejectColumn::detail, row.column);
    Text(RejectColumn::stage, kLoadStage);
    Text(RejectColumn::input_file_name, row.file);
    Integer<arrow::Int64Builder>(RejectColumn::line, row.number);
    Null(RejectColumn::bundle_index);
    Text(RejectColumn::app_id, partition_.app);
    Null(RejectColumn::ingest_time_msec);
    Text(RejectColumn::job_id, job_.job_id);
    Text(RejectColumn::encoding, "text");
    Text(RejectColumn::original, row.original);
    Null(RejectColumn::request);
    Integer<arrow::TimestampBuilder>(RejectColumn::created_time, job_.created_us);
    ++rows_;
    if (rows_ % kRejectRowsOfABatch == 0) Flush();
  }
  void Flush() {
    const auto batch = Must(builder_->Flush());
    if (batch->num_rows() > 0) sink_.Write(TableId::kReject, partition_, batch);
  }
  uint64_t rows() const { return rows_; }

 private:
  template <typename Builder>
  Builder& Of(RejectColumn column) {
    return *builder_->GetFieldAs<Builder>(static_cast<int>(column));
  }
  void Text(RejectColumn column, std::string_view text) { Must(Of<arrow::StringBuilder>(column).Append(text)); }
  template <typename Builder>
  void Integer(RejectColumn column, int64_t value) {
    Must(Of<Builder>(column).Append(value));
  }
  void Null(RejectColumn column) { Must(builder_->GetField(static_cast<int>(column))->AppendNull()); }

  const JobInfo& job_;
  const Partition& partition_;
  BatchSink& sink_;
  std::unique_ptr<arrow::RecordBatchBuilder> builder_;
  uint64_t rows_ = 0;
};

// Reads the rejected rows of lake files with the views that a load uses.
class RejectedRows {
 public:
  RejectedRows(FileSystem& files, const PipelineOptions& options, const std::string& temporary_folder)
      : files_(files),
        options_(options),
        temporary_folder_(temporary_folder),
        warehouse_(OpenEmbedded(temporary_folder)),
        reader_(warehouse_->Connect()) {}

  // Of files of one table and partition.
  void Write(const std::string& table, const std::vector<std::string>& paths, RejectBatches& batches) {
    BatchFiles local(files_, options_.lake, temporary_folder_, paths);
    local.Read([&](const std::vector<std::string>& on_disk) {
      std::unordered_map<std::string, std::string> names;
      for (size_t i = 0; i < paths.size(); ++i) names[on_disk[i]] = options_.lake + "/" + paths[i];
      WriteOnDisk(table, on_disk, names, batches);
    });
  }

 private:
  // `names`: of the lake files, by their paths on the disk.
  void WriteOnDisk(const std::string& table, const std::vector<std::string>& paths,
                   const std::unordered_map<std::string, std::string>& names, RejectBatches& batches) {
    SqlParameters parameters;
    parameters.SetSchema(kEmbeddedSchema)
        .SetTexts("files", paths)
        .SetSql("wanted", "TRUE")
        .SetSql("sorted_keys", "FALSE");
    for (const char* const layer : {"lake_", "lake_reject_"}) {
      const ModelFile& view = models_.Get(layer + table);
      reader_->Execute("CREATE OR REPLACE VIEW " + SqlName(kEmbeddedSchema) + "." + SqlName(view.name) + " AS " +
                       parameters.Render(view));
    }
    // The row alone: the views add the name of the file, which may be a copy, and columns of the reject.
    const std::string row_text =
        "CAST(json_merge_patch(CAST(original AS JSON), '{\"filename\": null, \"lake_row\": "
        "null, \"reject_column\": null}') AS VARCHAR)";
    const auto rows =
        reader_->Query("SELECT reason, detail, filename, lake_row, " + row_text + " FROM " + SqlName(kEmbeddedSchema) +
                           "." + SqlName("lake_reject_" + table) + " ORDER BY filename, lake_row",
                       {}, options_.stop);
    while (const auto batch = NextBatch(*rows)) {
      const ResultRows found(batch);
      for (int64_t row = 0; row < found.row_count(); ++row) {
        batches.Add({.reason = found.Text(row, 0),
                     .column = found.Text(row, 1),
                     .file = names.at(found.Text(row, 2)),
                     .number = found.Integer(row, 3),
                     .original = found.Text(row, 4)});
      }
    }
    batches.Flush();
  }

  FileSystem& files_;
  const PipelineOptions& options_;
  const std::string& temporary_folder_;
  const SqlModels models_ = SqlModels::BuiltIn(Dialect::kDuckDb);
  const std::shared_ptr<Warehouse> warehouse_;
  const std::unique_ptr<Connection> reader_;
};

std::string_view PartitionOfPath(std::string_view path) {
  const size_t begin = path.find("partition_app=");
  return path.substr(begin, path.find('/', path.find("partition_day=", begin)) - begin);
}

// One job. Returns the number of rows.
uint64_t StoreSome(const JobPlace& place, const PipelineOptions& options, const std::string& temporary_folder,
                   const std::vector<LoadItem>& items) {
  uint64_t stored = 0;
  RunJob(place, JobKind::kLoad, {}, [&](const JobInfo& job, BatchSink& sink) {
    std::vector<std::string> all;
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> groups;  // by table and partition
    for (const LoadItem& item : items) {
      all.push_back(item.path);
      const auto file = place.files.Stat(place.lake + "/" + item.path);
      if (!file || file->size != item.bytes) continue;
      groups[{item.table, std::string(PartitionOfPath(item.path))}].push_back(item.path);
    }
    JobOutcome outcome;
    outcome.report.threads = 1;
    outcome.report.price_per_core_hour = options.price_per_core_hour;
    RejectedRows rows(place.files, options, temporary_folder);
    for (const auto& [group, paths] : groups) {
      const auto partition = ParsePartitionFolder(group.second);
      if (!partition) continue;
      RejectBatches batches(job, *partition, sink);
      rows.Write(group.first, paths, batches);
      stored += batches.rows();
    }
    outcome.report.counters.rows_written[static_cast<size_t>(TableId::kReject)] = stored;
    place.ledger.load_items().NoteRejects({job.job_id, place.fence}, all);
    return outcome;
  });
  return stored;
}

}  // namespace

uint64_t StoreLoadRejects(FileSystem& files, Ledger& ledger, const PipelineOptions& options,
                          const std::string& temporary_folder) {
  if (ledger.load_items().WithRejects(1).empty()) return 0;
  const HeldLease lease = TakeProject(ledger, options);
  JobPlace place = PlaceOf(files, ledger, lease, options);
  // Rows of the lake have no more than the privacy rules let in.
  place.privacy = nullptr;
  Recover(place, options);
  uint64_t stored = 0;
  while (true) {
    const std::vector<LoadItem> items = ledger.load_items().WithRejects(kRejectFilesOfAJob);
    if (items.empty()) return stored;
    CheckGoingOn(options);
    stored += StoreSome(place, options, temporary_folder, items);
  }
}

}  // namespace millrace
