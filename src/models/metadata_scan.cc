#include "models/metadata_scan.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include "models/model_statements.h"

namespace millrace {
namespace {

constexpr std::string_view kListSeparator = "#|!|#";
// Where queries cut joined lists (sql/metadata/found_*.sql), in characters.
constexpr size_t kCutList = 30'000;

// Elements of a joined list. Those that are empty stand for columns, which belong to no platform and no event.
std::vector<std::string> ListIn(const ResultRows& rows, int64_t row, int column) {
  std::vector<std::string> elements;
  const std::string joined = rows.MaybeText(row, column).value_or("");
  std::string_view rest = joined;
  while (!rest.empty()) {
    const size_t end = rest.find(kListSeparator);
    const bool is_last = end == std::string_view::npos;
    if (elements.size() == kMostFoundInList || (is_last && joined.size() >= kCutList)) break;
    if (end != 0) elements.emplace_back(rest.substr(0, end));
    rest.remove_prefix(is_last ? rest.size() : end + kListSeparator.size());
  }
  return elements;
}

void AddTo(std::vector<std::string>& list, const std::vector<std::string>& more) {
  std::vector<std::string> all;
  std::set_union(list.begin(), list.end(), more.begin(), more.end(), std::back_inserter(all));
  if (all.size() > kMostFoundInList) all.resize(kMostFoundInList);
  list = std::move(all);
}

// Names in the order in which rows bring them, each once.
class FoundNames {
 public:
  FoundName& Of(const std::string& category, const std::string& name) {
    const auto [place, is_new] = places_.try_emplace({category, name}, names_.size());
    if (is_new) names_.push_back({.category = category, .name = name});
    return names_[place->second];
  }
  FoundName* Find(const std::string& category, const std::string& name) {
    const auto found = places_.find({category, name});
    return found == places_.end() ? nullptr : &names_[found->second];
  }
  // By count, ties by category and name.
  std::vector<FoundName> Sorted() && {
    std::ranges::stable_sort(names_, [](const FoundName& a, const FoundName& b) {
      return std::tie(b.count, a.category, a.name) < std::tie(a.count, b.category, b.name);
    });
    return std::move(names_);
  }
  std::vector<FoundName>& names() { return names_; }

 private:
  std::map<std::pair<std::string, std::string>, size_t> places_;
  std::vector<FoundName> names_;
};

class MetadataScan {
 public:
  MetadataScan(Connection& connection, const SqlModels& models, const AppSettings& app,
               const MetadataScanOptions& options)
      : connection_(connection),
        models_(models),
        options_(options),
        statements_(connection, models, options.stop),
        parameters_(ParametersOf(app)) {
    parameters_.SetText("project", options.project).SetText("app", app.app).SetTime("run_time", options.now_us);
    parameters_.SetInteger("top_values", options.top_values).SetInteger("load_sequence", 0);
  }

  MetadataScanResult Run() {
    MetadataScanResult result;
    for (const char* model : {"scan_events", "scan_users"}) step_count_ += models_.Get(model).statements.size();
    step_count_ += 3;  // the days, what was found, and the end
    Transaction transaction(connection_);
    Tell("days that changed");
    if (options_.is_full) statements_.Run("touch_all_utc_days", parameters_);
    result.days = ReadDays();
    RunStepwise("scan_events", "events");
    RunStepwise("scan_users", "users");
    Tell("what was found");
    result.found = ReadFound();
    Tell("the end");
    statements_.Run("clear_scanned", parameters_);
    transaction.Commit();
    return result;
  }

 private:
  void Tell(const std::string& step) {
    ++step_;
    if (options_.on_step) options_.on_step(step, step_, step_count_);
  }
  void RunStepwise(std::string_view model, const std::string& step) {
    const ModelFile& file = models_.Get(model);
    for (const ModelStatement& statement : file.statements) {
      Tell(step);
      statements_.Execute(file, statement, parameters_);
    }
  }
  uint64_t ReadDays() {
    const ResultRows rows = statements_.Query("scan_range", parameters_);
    std::vector<TimeRange> ranges;
    for (int64_t row = 0; row < rows.row_count(); ++row) {
      ranges.push_back({rows.Microseconds(row, 0), rows.Microseconds(row, 1)});
    }
    parameters_.SetRanges(std::move(ranges));
    return static_cast<uint64_t>(rows.row_count());
  }

  // Days as numbers, whatever an engine gives for a date.
  std::optional<int32_t> DayIn(const ResultRows& rows, int64_t row, int column) {
    const auto us = rows.IsNull(row, column) ? std::optional<int64_t>() : rows.MaybeInteger(row, column);
    return us ? std::optional<int32_t>(static_cast<int32_t>(*us)) : std::nullopt;
  }
  ResultRows QueryFound(std::string_view model) {
    ModelFile query = models_.Get(model);
    std::string columns;
    for (const ModelColumn& column : query.columns) {
      columns += columns.empty() ? "" : ", ";
      columns += column.type == ModelType::kDate ? column.name + " - DATE '1970-01-01'" : column.name;
    }
    query.statements[0].sql = "SELECT " + columns + " FROM (" + query.Body() + ") AS found";
    try {
      return connection_.QueryRows(parameters_.Render(query), {}, options_.stop);
    } catch (const UserError& error) {
      throw ModelError(query, query.statements.front(), error.what());
    }
  }

  MetadataFound ReadFound() {
    FoundNames events = ReadEvents();
    FoundNames parameters = ReadParameters();
    ReadValues(parameters);
    for (const FoundName& parameter : parameters.names()) {
      for (const std::string& event : parameter.related) {
        FoundName* const found = events.Find("", event);
        if (found && found->related.size() < kMostFoundInList) found->related.push_back(parameter.name);
      }
    }
    for (FoundName& event : events.names()) std::ranges::sort(event.related);
    return {std::move(events).Sorted(), std::move(parameters).Sorted(), ReadAttributes().Sorted()};
  }

  FoundNames ReadEvents() {
    const ResultRows rows = QueryFound("found_event");
    FoundNames events;
    for (int64_t row = 0; row < rows.row_count(); ++row) {
      FoundName& event = events.Of("", rows.Text(row, 0));
      event.count = rows.Integer(row, 1);
      event.latest_count = rows.Integer(row, 2);
      event.first_day = DayIn(rows, row, 3);
      event.last_day = DayIn(rows, row, 4);
      event.platforms = ListIn(rows, row, 5);
      event.sdk_names = ListIn(rows, row, 6);
      event.sdk_versions = ListIn(rows, row, 7);
    }
    return events;
  }

  FoundNames ReadParameters() {
    const ResultRows rows = QueryFound("found_parameter");
    FoundNames parameters;
    for (int64_t row = 0; row < rows.row_count(); ++row) {
      FoundName& parameter = parameters.Of(rows.Text(row, 0), rows.Text(row, 1));
      const FoundType type{.type = rows.MaybeText(row, 2).value_or(""),
                           .count = rows.Integer(row, 3),
                           .first_day = DayIn(rows, row, 4),
                           .last_day = DayIn(rows, row, 5)};
      parameter.count += type.count;
      parameter.first_day = std::min(parameter.first_day.value_or(*type.first_day), *type.first_day);
      parameter.last_day = std::max(parameter.last_day.value_or(*type.last_day), *type.last_day);
      parameter.types.push_back(type);
      AddTo(parameter.platforms, ListIn(rows, row, 6));
      AddTo(parameter.related, ListIn(rows, row, 7));
    }
    return parameters;
  }

  void ReadValues(FoundNames& parameters) {
    const ResultRows rows = QueryFound("found_value");
    for (int64_t row = 0; row < rows.row_count(); ++row) {
      if (FoundName* const parameter = parameters.Find(rows.Text(row, 0), rows.Text(row, 1))) {
        parameter->values.push_back(ValueIn(rows, row));
      }
    }
    for (FoundName& parameter : parameters.names()) Sort(parameter);
  }

  FoundNames ReadAttributes() {
    const ResultRows rows = QueryFound("found_attribute");
    FoundNames attributes;
    for (int64_t row = 0; row < rows.row_count(); ++row) {
      FoundName& attribute = attributes.Of(rows.Text(row, 0), rows.Text(row, 1));
      attribute.values.push_back(ValueIn(rows, row));
      const std::string& type = attribute.values.back().type;
      if (std::ranges::any_of(attribute.types, [&](const FoundType& known) { return known.type == type; })) continue;
      attribute.types.push_back({.type = type, .count = rows.Integer(row, 6), .first_day = {}, .last_day = {}});
      attribute.count += attribute.types.back().count;
    }
    for (FoundName& attribute : attributes.names()) Sort(attribute);
    return attributes;
  }

  static FoundValue ValueIn(const ResultRows& rows, int64_t row) {
    return {.type = rows.MaybeText(row, 2).value_or(""),
            .value = rows.Text(row, 3),
            .count = rows.Integer(row, 4),
            .is_truncated = rows.Boolean(row, 5)};
  }
  static void Sort(FoundName& name) {
    std::ranges::sort(name.types, [](const FoundType& a, const FoundType& b) {
      return std::tie(b.count, a.type) < std::tie(a.count, b.type);
    });
    std::ranges::sort(name.values, [](const FoundValue& a, const FoundValue& b) {
      return std::tie(b.count, a.value, a.type) < std::tie(a.count, b.value, b.type);
    });
  }

  Connection& connection_;
  const SqlModels& models_;
  const MetadataScanOptions& options_;
  ModelStatements statements_;
  SqlParameters parameters_;
  size_t step_ = 0;
  size_t step_count_ = 0;
};

}  // namespace

MetadataScanResult ScanMetadata(Connection& connection, const SqlModels& models, const AppSettings& app,
                                const MetadataScanOptions& options) {
  return MetadataScan(connection, models, app, options).Run();
}

}  // namespace millrace
