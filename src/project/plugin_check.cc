#include "project/plugin_check.h"

#include <algorithm>
#include <mutex>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include "core/error.h"
#include "core/quantity.h"
#include "core/utf8.h"
#include "pipeline/job_id.h"
#include "project/project_parts.h"
#include "raw/raw_file.h"
#include "raw/raw_row.h"
#include "schema/arrow_status.h"

namespace millrace {
namespace {

// Pages with and without a referrer, a purchase, an event of an app, a profile; strings that are long, empty, or not
// ASCII.
constexpr std::
    string_view kSample[] = {R"({"appId":"shop","rid":"1","ip":"81.2.69.142","ua":"Mozilla/5.0 (X11; Linux x86_64; rv:124.0) Gecko/20100101 Firefox/124.0","uri":"/collect","ingest_time":1741608000000,"data":[{"event_type":"_page_view","event_id":"1a","app_id":"shop","timestamp":1741607999000,"unique_id":"u1","platform":"Web","attributes":{"_session_id":"s1","_session_number":1,"_page_url":"https://shop.example/shoes/42?color=red&utm_source=news","_page_title":"Größe 42 – Schuhe","_page_referrer":"https://www.google.com/","_page_referrer_title":""}},{"event_type":"purchase","event_id":"1b","app_id":"shop","timestamp":1741607999500,"unique_id":"u1","platform":"Web","event_value":42.5,"currency":"EUR","items":[{"id":"i1","name":"Shoe","price":42.5,"quantity":1}],"attributes":{"_session_id":"s1","_page_url":"https://shop.example/","coupon":"SPRING"}}]})", R"({"appId":"shop","rid":"2","ip":"8.8.8.8, 10.0.0.1","ua":"","uri":"/collect","ingest_time":1741608060000,"data":[{"event_type":"_app_start","event_id":"2a","app_id":"shop","timestamp":1741608059000,"unique_id":"u2","platform":"iOS","os_version":"17.5","model":"iPhone 15","locale":"ja_JP","zone_offset":32400000,"attributes":{"_is_first_time":true}},{"event_type":"_profile_set","event_id":"2b","app_id":"shop","timestamp":1741608059100,"unique_id":"u2","platform":"iOS","user":{"_user_id":{"value":"anna","set_timestamp":1741608059100},"plan":{"value":"gold"}}},{"event_type":"odd","event_id":"2c","app_id":"shop","timestamp":1741608059200,"unique_id":"u3"}]})"};

class EventKeeper : public BatchSink {
 public:
  void Write(TableId table, const Partition& /*partition*/, const std::shared_ptr<arrow::RecordBatch>& batch) override {
    if (table != TableId::kEvent) return;
    const std::lock_guard lock(mutex_);
    events.push_back(batch);
  }
  std::vector<std::shared_ptr<arrow::RecordBatch>> events;

 private:
  std::mutex mutex_;
};

// The result of one pass over the sample.
struct Pass {
  std::vector<BatchChanges> changes;

  static bool Equal(const std::shared_ptr<arrow::Array>& a, const std::shared_ptr<arrow::Array>& b) {
    return a == nullptr || b == nullptr ? a == b : a->Equals(*b);
  }
  static bool Equal(const BatchChanges& a, const BatchChanges& b) {
    if (a.columns.size() != b.columns.size() || a.custom.size() != b.custom.size()) return false;
    for (size_t i = 0; i < a.columns.size(); ++i) {
      if (a.columns[i].first != b.columns[i].first || !Equal(a.columns[i].second, b.columns[i].second)) return false;
    }
    for (size_t i = 0; i < a.custom.size(); ++i) {
      if (a.custom[i].first != b.custom[i].first || !Equal(a.custom[i].second, b.custom[i].second)) return false;
    }
    return Equal(a.rejected, b.rejected);
  }
  bool operator==(const Pass& other) const {
    for (size_t i = 0; i < changes.size(); ++i) {
      if (!Equal(changes[i], other.changes[i])) return false;
    }
    return true;
  }
};

// What every event of the trial is said to be sent with.
class TrialValues : public SentValues {
 public:
  TrialValues() {
    row_.ip = "81.2.69.142";
    row_.user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:124.0) Gecko/20100101 Firefox/124.0";
  }
  const Row& At(int64_t /*row*/) override { return row_; }

 private:
  Row row_;
};

Pass RunOver(const EnrichmentPlugin& plugin, const PluginSample& sample) {
  Pass pass;
  const auto instance = plugin.NewInstance();
  TrialValues sent;
  for (const auto& batch : sample.events()) pass.changes.push_back(instance->Run(*batch, sent));
  instance->Finish();
  return pass;
}

int64_t Values(const std::shared_ptr<arrow::Array>& array) {
  return array == nullptr ? 0 : array->length() - array->null_count();
}

class Verdict {
 public:
  void Well(const std::string& text) { verdict_.points.push_back({true, text}); }
  void Ill(const std::string& text) { verdict_.points.push_back({false, text}); }
  PluginVerdict Take() { return std::move(verdict_); }

 private:
  PluginVerdict verdict_;
};

std::string RowsOf(int64_t rows) {
  return FormatCount(static_cast<uint64_t>(rows)) + (rows == 1 ? " row" : " rows");
}

// How many values each column got, in the order of the plug-in's list.
void TellColumns(const EnrichmentPlugin& plugin, const Pass& pass, Verdict& verdict) {
  for (const std::string& name : plugin.plugin().facts().sets) {
    int64_t values = 0;
    bool given = false;
    for (const BatchChanges& changes : pass.changes) {
      const auto add = [&](bool same, const std::shared_ptr<arrow::Array>& array) {
        if (!same || array == nullptr) return;
        given = true;
        values += Values(array);
      };
      for (const auto& [column, array] : changes.columns) {
        add(TableOf(TableId::kEvent).columns[static_cast<size_t>(column)].name == name, array);
      }
      for (const auto& [key, array] : changes.custom) add(std::string(kCustomPrefix) + key == name, array);
      add(name == kRejectColumn, changes.rejected);
    }
    const std::string what =
        name == kRejectColumn ? "rejects " + RowsOf(values) : "sets `" + name + "` in " + RowsOf(values);
    verdict.Well(given ? what : "does not give `" + name + "` here");
  }
}

// The lines of the files, or some unusual lines.
std::shared_ptr<arrow::RecordBatch> LinesOf(std::span<const Sample> files) {
  arrow::StringBuilder lines;
  arrow::StringBuilder names;
  arrow::Int64Builder numbers;
  const auto add = [&](std::string_view text, const std::string& file, uint64_t number) {
    std::string valid;
    ReplaceInvalidUtf8(text, valid);
    Must(lines.Append(valid));
    Must(names.Append(file));
    Must(numbers.Append(static_cast<int64_t>(number)));
  };
  constexpr uint64_t kMostLines = 4096;
  for (const Sample& file : files) {
    RawFileReader reader(LocalFileSystem(), file.path);
    RawLine line;
    while (numbers.length() < static_cast<int64_t>(kMostLines) && reader.Next(line)) {
      if (line.too_long_bytes == 0) add(line.text, file.name, line.number);
    }
  }
  if (files.empty()) {
    uint64_t number = 0;
    for (const std::string_view line : kSample) add(line, "sample", ++number);
    for (const std::string_view line : {"", " ", "# a comment", "Größe 42 – no line of any format", "{", "\t\t\t"}) {
      add(line, "sample", ++number);
    }
  }
  const int64_t rows = numbers.length();
  return arrow::RecordBatch::Make(
      arrow::schema({arrow::field(kLineColumn, arrow::utf8()), arrow::field(kFileColumn, arrow::utf8()),
                     arrow::field(kNumberColumn, arrow::int64())}),
      rows, arrow::ArrayVector{Must(lines.Finish()), Must(names.Finish()), Must(numbers.Finish())});
}

}  // namespace

PluginSample::PluginSample(const Config& config, std::span<const Sample> files) {
  Config without_plugins = config;
  std::erase_if(without_plugins.processing.enrichments, [](const std::string& name) {
    return std::ranges::find(kBuiltInEnrichments, name) == kBuiltInEnrichments.end();
  });
  const auto built_in = [](const std::string& client) {
    return client.empty() || std::ranges::find(kBuiltInClients, client) != kBuiltInClients.end();
  };
  if (files.empty() || !built_in(config.processing.client)) without_plugins.processing.client = kBuiltInClients[0];
  for (Config::App& app : without_plugins.apps) {
    if (files.empty() || !built_in(app.client)) app.client.clear();
  }
  const OpenEnrichments enrichments(without_plugins);
  lines_ = LinesOf(files);
  EventKeeper sink;
  const JobInfo job{.job_id = "check", .project_id = config.project, .created_us = WallClockNs() / 1000};
  KernelOptions options = KernelOptionsOf(without_plugins, 1);
  if (files.empty()) options.apps.clear();
  KernelShared shared(options);
  Kernel kernel(options, enrichments.View(), job, shared, sink);
  for (const Sample& file : files) ProcessSample(kernel, file);
  if (files.empty()) {
    kernel.BeginFile("sample");
    uint64_t number = 0;
    for (const std::string_view line : kSample) {
      std::string padded(line);
      padded.append(kJsonPadding, ' ');
      kernel.ProcessLine({.text = std::string_view(padded).substr(0, line.size()), .number = ++number});
    }
  }
  kernel.Finish();
  shared.Finish(job, sink, 1);
  for (const auto& batch : sink.events) {
    events_.push_back(batch);
    rows_ = std::max(rows_, batch->num_rows());
    // A batch of one row is an edge case that also occurs in long runs.
    events_.push_back(batch->Slice(batch->num_rows() - 1));
  }
}

// A transformer is tried on lines: those of the sample, which may be no lines of its kind, and odd ones.
void CheckTransformer(std::unique_ptr<Plugin> opened, const PluginSample& sample, Verdict& verdict) {
  const TransformerPlugin plugin(std::move(opened));
  verdict.Well("opened " + plugin.plugin().facts().place);
  const auto run = [&] {
    const auto instance = plugin.NewInstance();
    auto output = instance->Run(sample.lines());
    instance->Finish();
    return output;
  };
  const auto first = run();
  verdict.Well("took " + FormatCount(static_cast<uint64_t>(sample.lines()->num_rows())) + " lines, gave " +
               RowsOf(first->num_rows()) + ", and ended");
  if (const auto rejected = first->GetColumnByName(std::string(kRejectColumn))) {
    verdict.Well("rejects " + RowsOf(Values(rejected)));
  }
  if (run()->Equals(*first)) {
    verdict.Well("gave the same output when started again");
  } else {
    verdict.Ill("gave different output when started again: a run must be repeatable");
  }
}

PluginFacts PluginFactsOf(const Config::Plugin& config) {
  return OpenPlugin(config)->facts();
}

PluginVerdict CheckPlugin(const Config::Plugin& config, const PluginSample& sample) {
  Verdict verdict;
  try {
    auto opened = OpenPlugin(config);
    if (opened->facts().transformer) {
      CheckTransformer(std::move(opened), sample, verdict);
      return verdict.Take();
    }
    if (sample.events().empty()) throw UserError("the sample has no event that reaches a plug-in");
    const EnrichmentPlugin plugin(std::move(opened));
    verdict.Well("opened " + plugin.plugin().facts().place);
    const Pass first = RunOver(plugin, sample);
    verdict.Well("took " + std::to_string(sample.events().size()) + " batches, the largest of " +
                 RowsOf(sample.rows()) + ", and ended");
    TellColumns(plugin, first, verdict);
    if (RunOver(plugin, sample) == first) {
      verdict.Well("gave the same output when started again");
    } else {
      verdict.Ill("gave different output when started again: a run must be repeatable");
    }
  } catch (const std::exception& error) {
    verdict.Ill(error.what());
  }
  return verdict.Take();
}

}  // namespace millrace
