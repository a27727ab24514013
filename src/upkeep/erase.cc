#include "upkeep/erase.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include <arrow/record_batch.h>

#include "privacy/digest.h"
#include "upkeep/person_rows.h"
#include "upkeep/rewrite.h"

#include "core/error.h"
#include "core/json_object.h"
#include "core/time.h"
#include "lake/lake_file_reader.h"
#include "pipeline/job_id.h"
#include "schema/text_cell.h"

namespace millrace {
namespace {

// The proof of what was done: every file before and after with its checksum, and never the id.
class Proof {
 public:
  Proof(FileSystem& files, const PipelineOptions& options, std::string subject)
      : files_(files), options_(options), subject_(std::move(subject)) {}

  void AddBefore(const FileToErase& each) {
    before_.push_back(JsonObject()
                          .Field("path", BelowLake(options_.lake, each.file.file.path))
                          .Field("bytes", each.file.file.size)
                          .Field("sha256", Sha256OfFile(files_, each.file.file.path))
                          .Field("rows_erased", each.rows)
                          .Finish());
    rows_[std::string(TableOf(each.table).name)] += each.rows;
  }

  // The checksum of a file that is being written, by its path in the lake.
  void AddAfter(const std::string& path, std::string sha256) {
    const std::lock_guard lock(mutex_);
    after_[BelowLake(options_.lake, path)] = std::move(sha256);
  }

  std::string Finish(const std::string& job_id, std::span<const LedgerOutput> outputs) const {
    std::vector<std::string> after;
    for (const LedgerOutput& output : outputs) {
      after.push_back(JsonObject()
                          .Field("path", output.final_path)
                          .Field("bytes", output.bytes)
                          .Field("sha256", after_.at(output.final_path))
                          .Finish());
    }
    JsonObject rows;
    for (const auto& [table, count] : rows_) rows.Field(table, count);
    return JsonObject()
        .Field("subject", subject_)
        .Field("at", FormatInstant(WallClockNs()))
        .Field("job_id", job_id)
        .Json("rows_erased", rows.Finish())
        .Json("files_before", JsonArray(before_))
        .Json("files_after", JsonArray(after))
        .Finish();
  }

 private:
  FileSystem& files_;
  const PipelineOptions& options_;
  const std::string subject_;
  std::vector<std::string> before_;
  std::map<std::string, uint64_t> rows_;
  std::mutex mutex_;  // guards what follows: files are closed by several threads
  std::map<std::string, std::string> after_;
};

}  // namespace

std::string SubjectOf(const std::string& secret, const std::string& id) {
  if (!secret.empty()) return "hmac-sha256:" + HmacSha256(secret, id);
  const std::string salt = RandomSalt();
  return "hmac-sha256:" + salt + ":" + HmacSha256(salt, id);
}

ErasePlan PlanErasure(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const EraseOptions& erase) {
  const std::vector<TableId> tables = TablesOrAll({});
  auto lists = CommittedFiles(files, ledger, options.lake, options.project, tables);
  ErasePlan plan;
  for (size_t i = 0; i < tables.size(); ++i) {
    PersonRows person(tables[i], erase.ids);
    for (CommittedFile& file : lists[i]) {
      CheckGoingOn(options);
      uint64_t rows = 0;
      LakeFileReader reader(files, file.file.path, tables[i], person.columns());
      while (const auto batch = reader.Next()) {
        for (int64_t row = 0; row < batch->num_rows(); ++row) {
          if (!person.Drops(*batch, row)) continue;
          ++rows;
          if (tables[i] == TableId::kReject) continue;
          const std::string device(TextAt(*batch->column(0), row));
          if (std::ranges::find(erase.ids, device) == erase.ids.end()) plan.devices.insert(device);
        }
      }
      if (rows > 0) plan.files.push_back({{.table = tables[i], .file = std::move(file)}, rows});
    }
  }
  return plan;
}

RunReport Erase(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const EraseOptions& erase) {
  const HeldLease lease = TakeProject(ledger, options);
  JobPlace place = PlaceOfCopies(files, ledger, lease, options);
  RunReport total = BeginRewrite(place, options);
  const ErasePlan plan = PlanErasure(files, ledger, options, erase);
  if (plan.files.empty()) return total;
  Proof proof(files, options, erase.subject);
  place.writer.wrap = [&proof](std::unique_ptr<WritableFile> file, const LakeFile& of) {
    return WithSha256(std::move(file),
                      [&proof, path = of.final_path](std::string sha256) { proof.AddAfter(path, std::move(sha256)); });
  };
  total.Add(RunJob(place, JobKind::kErase, {}, [&](const JobInfo& job, BatchSink& sink) {
    JobOutcome outcome;
    for (const FileToErase& each : plan.files) {
      PersonRows person(each.table, erase.ids);
      MILLRACE_CHECK(CopyKept(files, each, person, sink, outcome.report) == each.rows);
      proof.AddBefore(each);
      outcome.report.rows_erased[std::string(TableOf(each.table).name)] += each.rows;
      outcome.retired.push_back(RetiredFileOf(options, each.table, each.file));
    }
    outcome.report.threads = 1;
    outcome.report.price_per_core_hour = options.price_per_core_hour;
    outcome.proof = [&proof, id = job.job_id](std::span<const LedgerOutput> outputs) {
      return proof.Finish(id, outputs);
    };
    return outcome;
  }));
  return total;
}

}  // namespace millrace
