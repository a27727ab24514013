#include "kernel/line_batches.h"

#include <algorithm>
#include <cmath>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include "core/time.h"
#include "core/utf8.h"
#include "kernel/batch_changes.h"
#include "kernel/traffic_source_input.h"
#include "schema/arrow_status.h"
#include "schema/text_cell.h"
#include "transform/clock.h"
#include "transform/event_binder.h"

namespace millrace {
namespace {

using E = EventColumn;

// Enough lines that a program works without pauses, in negligible memory.
constexpr size_t kBatchLines = 4096;
constexpr size_t kBatchBytes = 4u << 20;

NullableText TextInAny(const arrow::Array* column, int64_t row) {
  return column == nullptr ? NullableText() : TextAt(*column, row);
}

}  // namespace

// The columns of a plug-in's output, sorted by purpose.
struct LineBatches::Bound {
  explicit Bound(const arrow::RecordBatch& output) {
    const auto columns = TableOf(TableId::kEvent).columns;
    for (int i = 0; i < output.num_columns(); ++i) {
      const std::string& name = output.column_name(i);
      const arrow::Array* const array = output.column(i).get();
      const auto found = std::ranges::find(columns, name, &Column::name);
      if (name == kLineIndexColumn) {
        index = static_cast<const arrow::Int64Array*>(array);
      } else if (name == kRequestIpColumn) {
        ip = array;
      } else if (name == kRequestUserAgentColumn) {
        user_agent = array;
      } else if (name == kRequestIdColumn) {
        request_id = array;
      } else if (name == "reject") {
        reject = array;
      } else if (found != columns.end()) {
        given.emplace_back(static_cast<E>(found - columns.begin()), array);
      } else {
        custom.emplace_back(name.substr(name.find('.') + 1), array);
      }
    }
  }
  const arrow::Int64Array* index = nullptr;
  const arrow::Array* ip = nullptr;
  const arrow::Array* user_agent = nullptr;
  const arrow::Array* request_id = nullptr;
  const arrow::Array* reject = nullptr;
  std::vector<std::pair<E, const arrow::Array*>> given;
  std::vector<std::pair<std::string, const arrow::Array*>> custom;
};

LineBatches::LineBatches(const LineTransformSource& source, const TransformOptions& options)
    : plugin_(source.name()),
      traits_{.name = plugin_, .rejects_late = true},
      transform_(source.NewInstance()),
      options_(options),
      apps_(options.apps) {}
LineBatches::~LineBatches() = default;

void LineBatches::Add(std::string_view text, uint64_t number, std::string_view file, uint64_t file_serial) {
  if (files_.empty() || files_.back().second != file_serial) files_.emplace_back(file, file_serial);
  held_.push_back({texts_.size(), text.size(), files_.size() - 1, number});
  texts_ += text;
}

bool LineBatches::IsFull() const {
  return held_.size() >= kBatchLines || texts_.size() >= kBatchBytes;
}

std::shared_ptr<arrow::RecordBatch> LineBatches::LinesBatch() {
  arrow::StringBuilder lines;
  arrow::StringBuilder files;
  arrow::Int64Builder numbers;
  replaced_utf8_.assign(held_.size(), false);
  for (size_t i = 0; i < held_.size(); ++i) {
    const Held& line = held_[i];
    std::string_view text = std::string_view(texts_).substr(line.begin, line.size);
    if (!IsValidUtf8(text)) {
      ReplaceInvalidUtf8(text, scratch_);
      text = scratch_;
      replaced_utf8_[i] = true;
    }
    Must(lines.Append(text));
    Must(files.Append(files_[line.file].first));
    Must(numbers.Append(static_cast<int64_t>(line.number)));
  }
  const auto finish = [](auto& builder) {
    std::shared_ptr<arrow::Array> array;
    Must(builder.Finish(&array));
    return array;
  };
  static const auto schema =
      arrow::schema({arrow::field(kLineColumn, arrow::utf8()), arrow::field(kFileColumn, arrow::utf8()),
                     arrow::field(kNumberColumn, arrow::int64())});
  return arrow::RecordBatch::Make(schema, static_cast<int64_t>(held_.size()),
                                  arrow::ArrayVector{finish(lines), finish(files), finish(numbers)});
}

void LineBatches::Flush(const Take& take) {
  if (held_.empty()) return;
  const auto output = transform_->Run(LinesBatch());
  const Bound bound(*output);
  int64_t row = 0;
  for (size_t i = 0; i < held_.size(); ++i) {
    const Held& held = held_[i];
    const Line line{.text = std::string_view(texts_).substr(held.begin, held.size),
                    .file = files_[held.file].first,
                    .file_serial = files_[held.file].second,
                    .number = held.number,
                    .replaced_utf8 = replaced_utf8_[i]};
    RawRow raw;
    bundle_.Clear();
    if (row < output->num_rows() && bound.index->Value(row) == static_cast<int64_t>(i)) {
      Bind(bound, row++, raw);
      bundle_.rows[0].original = line.text;
    }
    take(line, raw, bundle_);
  }
  // More lines of the last file may follow.
  const auto last = files_.back();
  files_ = {last};
  held_.clear();
  texts_.clear();
  if (texts_.capacity() > 2 * kBatchBytes) texts_ = {};  // after a long line
}

// Columns contain neither NaN nor infinities: they become null.
void LineBatches::SetFinite(double value, EventColumn column, Slot slot, EventRow& event) {
  if (std::isfinite(value)) return event.SetDouble(slot, value);
  event.Unset(slot);
  bundle_.lenient_fields.push_back(TableOf(TableId::kEvent).columns[static_cast<size_t>(column)].name);
}

void LineBatches::Bind(const Bound& bound, int64_t row, RawRow& raw) {
  EventRow& event = bundle_.Add();
  for (const auto& [column, array] : bound.given) {
    if (array->IsNull(row)) continue;
    const Slot slot = RawSlotOf(column);
    switch (array->type_id()) {
      case arrow::Type::STRING:
        event.SetText(slot, TextAt(*array, row));
        break;
      case arrow::Type::DOUBLE:
        SetFinite(static_cast<const arrow::DoubleArray*>(array)->Value(row), column, slot, event);
        break;
      case arrow::Type::INT32:
        event.SetInt(slot, static_cast<const arrow::Int32Array*>(array)->Value(row));
        break;
      case arrow::Type::BOOL:
        event.SetInt(slot, static_cast<const arrow::BooleanArray*>(array)->Value(row));
        break;
      default:
        event.SetInt(slot, static_cast<const arrow::Int64Array*>(array)->Value(row));
    }
  }
  for (const auto& [key, array] : bound.custom) PutCustomValue(key, *array, row, bundle_.arena, event.custom);
  const auto time = event.Int(E::event_time_msec);
  raw.ip = TextInAny(bound.ip, row);
  event.ip = raw.ip;
  raw.ua = TextInAny(bound.user_agent, row);
  raw.rid = TextInAny(bound.request_id, row);
  raw.app_id = event.Text(E::app_id);
  raw.ingest_time = event.Int(E::ingest_time_msec) ? event.Int(E::ingest_time_msec) : time.value_or(0);
  if (const NullableText why = TextInAny(bound.reject, row); why.data() != nullptr) {
    event.reject = RejectReason::plugin;
    event.reject_detail = plugin_ + ": " + std::string(why);
    return;
  }
  Check(raw, event);
  if (event.reject) return;
  event.has_attributes = true;
  DeriveColumns(event, bundle_, derive_scratch_);
  event.SetInt(E::ingest_time_msec, raw.ingest_time);
  FinishCustom(event, bundle_, scratch_);
}

// The checks of SDK events (raw-input §6.1), without those that concern their JSON.
void LineBatches::Check(const RawRow& raw, EventRow& event) {
  const auto reject = [&](RejectReason reason, std::string detail) {
    event.reject = reason;
    event.reject_detail = std::move(detail);
  };
  for (const E column : {E::event_id, E::app_id, E::event_time_msec}) {
    if (event.Has(column)) continue;
    return reject(RejectReason::missing_field,
                  std::string(TableOf(TableId::kEvent).columns[static_cast<size_t>(column)].name) + " is missing");
  }
  if (!IsEventTime(*raw.ingest_time)) {
    return reject(RejectReason::bad_event,
                  "ingest_time_msec: expected a time from 2000 to 9999, found " + std::to_string(*raw.ingest_time));
  }
  CorrectClock(raw, *raw.ingest_time, *event.Int(E::event_time_msec), options_.correct_client_clock, event.clock);
  const AgeLimits limits{options_.max_event_age_ms, options_.max_partition_age_ms};
  if (std::string why = WhyLate(event.clock, *raw.ingest_time, limits); !why.empty()) {
    return reject(RejectReason::late, std::move(why));
  }
  const std::string_view app = event.Text(E::app_id);
  if (!apps_.Has(app)) return reject(RejectReason::unknown_app, WhyUnknownApp("app_id", app));
  if (event.Text(E::event_name).empty()) return reject(RejectReason::missing_name, "event_name is missing or empty");
  if (event.Text(E::user_pseudo_id).empty()) return reject(RejectReason::missing_user, "user_pseudo_id is missing");
}

}  // namespace millrace
