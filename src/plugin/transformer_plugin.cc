#include "plugin/transformer_plugin.h"

#include <algorithm>
#include <array>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include "core/did_you_mean.h"
#include "core/error.h"
#include "plugin/text_arrays.h"
#include "schema/arrow_schema.h"

namespace millrace {
namespace {

using E = EventColumn;

constexpr std::array<std::string_view, 3> kInputs = {kLineColumn, kFileColumn, kNumberColumn};
constexpr std::array<std::string_view, 3> kRequestTexts = {kRequestIpColumn, kRequestUserAgentColumn, kRequestIdColumn};

const Column* FindGiven(std::string_view name) {
  const auto columns = TableOf(TableId::kEvent).columns;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == name) return MayGiveColumn(static_cast<E>(i)) ? &columns[i] : nullptr;
  }
  return nullptr;
}

bool IsCustom(std::string_view name) {
  return name.starts_with(kCustomPrefix) && name.size() > kCustomPrefix.size();
}

bool IsKnownOutput(std::string_view name) {
  return name == kLineIndexColumn || name == kRejectColumn || IsCustom(name) ||
         std::ranges::find(kRequestTexts, name) != kRequestTexts.end() || FindGiven(name) != nullptr;
}

[[noreturn]] void Refuse(const PluginFacts& facts, const std::string& what) {
  throw UserError("plug-in `" + facts.name + "` " + what);
}

void CheckContract(const PluginFacts& facts) {
  for (const std::string& name : facts.reads) {
    if (std::ranges::find(kInputs, name) == kInputs.end()) {
      Refuse(facts, "reads `" + name + "`, but a transformer gets `line`, `file` and `number`" +
                        DidYouMeanHint(name, kInputs));
    }
  }
  if (facts.reads.empty()) Refuse(facts, "reads no column; a transformer gets `line`, `file` and `number`");
  for (const std::string& name : facts.sets) {
    if (!IsKnownOutput(name)) {
      Refuse(facts, "gives `" + name + "`, which no transformer may return (docs/reference/plugins.md)");
    }
  }
  if (std::ranges::find(facts.sets, kLineIndexColumn) == facts.sets.end()) {
    Refuse(facts, "does not return `line_index`, the line of each event");
  }
}

// The type that a column must have; null: any type of a custom parameter.
std::shared_ptr<arrow::DataType> TypeOf(std::string_view name) {
  if (name == kLineIndexColumn) return arrow::int64();
  if (IsCustom(name)) return nullptr;
  const Column* const column = FindGiven(name);
  return column == nullptr ? arrow::utf8() : ArrowType(column->type);
}

bool IsCustomType(arrow::Type::type type) {
  return type == arrow::Type::STRING || type == arrow::Type::INT64 || type == arrow::Type::DOUBLE ||
         type == arrow::Type::BOOL;
}

void CheckLineIndexes(const arrow::Int64Array& indexes, int64_t lines) {
  int64_t last = -1;
  for (int64_t row = 0; row < indexes.length(); ++row) {
    if (indexes.IsNull(row)) throw SystemError("`line_index` of its row " + std::to_string(row) + " is null");
    const int64_t index = indexes.Value(row);
    if (index <= last)
      throw SystemError("`line_index` must ascend, each at most once: " + std::to_string(index) + " follows " +
                        std::to_string(last));
    if (index >= lines) {
      throw SystemError("`line_index` " + std::to_string(index) + " is beyond the " + std::to_string(lines) +
                        " lines that it got");
    }
    last = index;
  }
}

std::shared_ptr<arrow::RecordBatch> Checked(const PluginFacts& facts, const arrow::RecordBatch& output, int64_t lines) {
  arrow::FieldVector fields;
  arrow::ArrayVector columns;
  bool has_index = false;
  for (int i = 0; i < output.num_columns(); ++i) {
    const std::string& name = output.column_name(i);
    if (std::ranges::find(facts.sets, name) == facts.sets.end()) {
      throw SystemError("it returned the column `" + name + "`, which it does not declare; add it to `sets`");
    }
    if (output.schema()->GetAllFieldIndices(name).size() > 1) throw SystemError("it returned `" + name + "` twice");
    if (const auto valid = output.column(i)->ValidateFull(); !valid.ok()) {
      throw SystemError("its column `" + name + "` is broken: " + valid.message());
    }
    std::shared_ptr<arrow::Array> array = output.column(i);
    static const auto dictionary = arrow::dictionary(arrow::int32(), arrow::utf8());
    if (array->type()->Equals(*dictionary)) array = Expanded(array, arrow::utf8());
    const auto wanted = TypeOf(name);
    if (wanted ? !array->type()->Equals(*wanted) : !IsCustomType(array->type_id())) {
      throw SystemError("it returned the column `" + name + "` as " + array->type()->ToString() + "; it must be " +
                        (wanted ? wanted->ToString() : "string, int64, double or bool"));
    }
    if (name == kLineIndexColumn) {
      has_index = true;
      CheckLineIndexes(static_cast<const arrow::Int64Array&>(*array), lines);
    }
    fields.push_back(arrow::field(name, array->type()));
    columns.push_back(std::move(array));
  }
  if (!has_index) throw SystemError("it returned no `line_index`");
  return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), output.num_rows(), std::move(columns));
}

class TransformerInstance : public LineTransform {
 public:
  TransformerInstance(const PluginFacts& facts, std::unique_ptr<PluginInstance> plugin)
      : facts_(facts), plugin_(std::move(plugin)) {}

  std::shared_ptr<arrow::RecordBatch> Run(const std::shared_ptr<arrow::RecordBatch>& lines) override {
    arrow::FieldVector fields;
    arrow::ArrayVector columns;
    for (const std::string_view name : kInputs) {
      if (std::ranges::find(facts_.reads, name) == facts_.reads.end()) continue;
      const auto array = lines->GetColumnByName(std::string(name));
      columns.push_back(array->type_id() == arrow::Type::STRING && facts_.dictionaries ? DictionaryEncoded(array)
                                                                                       : array);
      fields.push_back(arrow::field(std::string(name), columns.back()->type()));
    }
    const auto output = plugin_->Run(arrow::RecordBatch::Make(arrow::schema(fields), lines->num_rows(), columns));
    try {
      if (output == nullptr) throw SystemError("it returned no events");
      return Checked(facts_, *output, lines->num_rows());
    } catch (const SystemError& error) {
      throw SystemError("plug-in `" + facts_.name + "` failed: " + error.what());
    }
  }
  void Finish() override { plugin_->Finish(); }

 private:
  const PluginFacts& facts_;
  std::unique_ptr<PluginInstance> plugin_;
};

}  // namespace

bool MayGiveColumn(EventColumn column) {
  const std::string_view name = TableOf(TableId::kEvent).columns[static_cast<size_t>(column)].name;
  switch (column) {
    case E::event_id:
    case E::event_time_msec:
    case E::event_name:
    case E::app_id:
    case E::user_pseudo_id:
    case E::session_id:
    case E::ingest_time_msec:
      return true;
    case E::page_view_page_url_path:  // derived
    case E::screen_view_entrances:
      return false;
    default:
      break;
  }
  // Looked up, or derived from other values for certain events only.
  const bool looked_up = name.starts_with("geo_") && column != E::geo_locale;
  const bool by_name = name.ends_with("_engagement_time_msec") || name.ends_with("_previous_time_msec") ||
                       name == "user_engagement_time_msec" || name == "app_start_is_first_time";
  return MaySetColumn(column) && !looked_up && !by_name && !name.starts_with("device_ua");
}

TransformerPlugin::TransformerPlugin(std::unique_ptr<Plugin> plugin) : plugin_(std::move(plugin)) {
  const PluginFacts& facts = plugin_->facts();
  if (!facts.transformer) throw UserError("plug-in `" + facts.name + "` is an enrichment, not a transformer");
  CheckContract(facts);
}

std::unique_ptr<LineTransform> TransformerPlugin::NewInstance() const {
  return std::make_unique<TransformerInstance>(plugin_->facts(), plugin_->Start());
}

}  // namespace millrace
