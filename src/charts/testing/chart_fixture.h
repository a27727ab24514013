// The sample case (tests/samples/models), loaded and modelled in a warehouse, for tests of charts and analyses. It is
// made once for each engine and test program, with some purchases on top, which the sample has few of.
#pragma once

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <gtest/gtest.h>

#include "charts/chart_query.h"
#include "load/testing/load_fixture.h"
#include "models/app_run.h"
#include "models/schema_apply.h"

#include "core/error.h"
#include "core/time.h"
#include "warehouse/testing/postgres_server.h"

namespace millrace {

class ChartFixture {
 public:
  static constexpr int32_t kLastDay = 20025;  // 2024-10-29, the last complete day

  // The one of the engine, until the end of the tests: drivers do not survive until static objects are destroyed.
  static ChartFixture& Of(Dialect dialect) {
    static std::map<Dialect, std::unique_ptr<ChartFixture>> made;
    struct Remover : public ::testing::EmptyTestEventListener {
      void OnTestProgramEnd(const ::testing::UnitTest& /*tests*/) override { made.clear(); }
    };
    if (made.empty()) ::testing::UnitTest::GetInstance()->listeners().Append(new Remover);
    std::unique_ptr<ChartFixture>& fixture = made[dialect];
    const std::string uri = dialect == Dialect::kDuckDb ? "" : PostgresServer::Shared().uri();
    if (fixture == nullptr) fixture.reset(new ChartFixture(uri, dialect));
    return *fixture;
  }

  Connection& connection() { return *connection_; }
  const ChartApp& app() const { return app_; }

  // Rows of a statement, cells with `|` between them: NULL as `-`, doubles with nine digits.
  std::vector<std::string> Rows(const std::string& sql, const std::vector<ParameterValue>& values = {}) {
    const ResultRows found = connection_->QueryRows(sql, values.empty() ? nullptr : Bind(values));
    std::vector<std::string> rows;
    for (int64_t row = 0; row < found.row_count(); ++row) {
      std::string& line = rows.emplace_back();
      for (int column = 0; column < found.column_count(); ++column) {
        line += (column == 0 ? "" : "|") + Cell(found, row, column);
      }
    }
    return rows;
  }

  ChartRequest Request(const std::string& id, const ChartParameters& parameters = {}) {
    const Chart* chart = FindChart(id);
    if (chart == nullptr) throw InternalError("no chart " + id);
    auto read = ReadChartRequest(*chart, parameters, kLastDay);
    if (const auto* fault = std::get_if<ParameterFault>(&read))
      throw UserError(fault->parameter + ": " + fault->detail);
    return std::get<ChartRequest>(read);
  }
  std::vector<std::string> ChartRows(const std::string& id, const ChartParameters& parameters = {},
                                     ChartPart part = ChartPart::kRows) {
    const ChartStatement statement = ChartStatementOf(Request(id, parameters), app_, part);
    return Rows(statement.sql, statement.values);
  }

 private:
  ChartFixture(const std::string& uri, Dialect dialect) : project_(uri), connection_(project_.warehouse().Connect()) {
    app_ = {.schema = "shop", .timezone = "Europe/Berlin", .dialect = dialect};
    if (dialect == Dialect::kPostgres) connection_->Execute("DROP SCHEMA IF EXISTS shop CASCADE");
    const SqlModels models = SqlModels::BuiltIn(dialect);
    AppSettings settings;
    settings.app = settings.schema = "shop";
    settings.timezone = app_.timezone;
    for (const char* batch : {"b1", "b2", "b3", "b4"}) {
      for (const char* table : {"user_v2", "session", "item_v2", "event_v2"}) project_.CopySample(batch, table);
    }
    project_.options().now_ns = [now = *ParseInstant("2024-10-31T05:00:00Z")] { return now; };
    project_.Load();
    SchemaApplyOptions apply;
    apply.run_id = "schema";
    apply.now = [] { return int64_t{1'800'000'000'000'000}; };
    ApplySchema(*connection_, models, settings, apply);
    ModelRunOptions run;
    run.run_id = "1";
    run.now_us = 1'800'000'000'000'000;
    RunModelsOfApp(*connection_, models, settings, {}, run);
    AddPurchases();
  }

  // Of users of the sample and of two who are not in it; around local midnight, in two currencies and in none.
  void AddPurchases() {
    const auto add = [&](const std::string& time, const std::string& id, const std::string& event,
                         const std::string& user, const std::string& item, const std::string& currency,
                         const std::string& price, const std::string& quantity, const std::string& category) {
      connection_->Execute(
          "INSERT INTO shop.item_v2 (event_timestamp, event_id, event_name, platform, user_pseudo_id, item_id, name, "
          "currency, price, quantity, category, created_time) VALUES (TIMESTAMP '" +
          time + "', '" + id + "', '" + event + "', 'Web', '" + user + "', '" + item + "', 'The " + item + "', " +
          currency + ", " + price + ", " + quantity + ", " + category + ", TIMESTAMP '2024-10-31 05:00:00')");
    };
    add("2024-10-20 21:59:59", "c1", "purchase", "p001", "lamp", "'EUR'", "19.5", "2", "'light'");
    add("2024-10-20 21:59:59", "c1", "purchase", "p001", "desk", "'EUR'", "200", "NULL", "NULL");
    add("2024-10-20 22:00:00", "c2", "purchase", "p002", "lamp", "'EUR'", "19.5", "1", "'light'");
    add("2024-10-21 10:00:00", "c3", "purchase", "someone", "lamp", "'USD'", "21", "1", "'light'");
    add("2024-10-22 10:00:00", "c4", "purchase", "p001", "lamp", "NULL", "10", "1", "'light'");
    add("2024-10-19 10:00:00", "v1", "view_item", "p001", "lamp", "'EUR'", "19.5", "NULL", "'light'");
    add("2024-10-19 10:00:01", "v2", "view_item", "someone", "lamp", "'USD'", "21", "NULL", "'light'");
    add("2024-10-19 10:01:00", "a1", "add_to_cart", "p001", "lamp", "'EUR'", "19.5", "2", "'light'");
    add("2024-10-19 10:02:00", "v3", "view_item", "else", "desk", "'EUR'", "200", "NULL", "NULL");
    // In summer, where no other chart looks: of an event that has a currency, once without and once with its own.
    add("2024-08-01 10:00:00", "s1", "add_to_cart", "p001", "lamp", "NULL", "19.5", "1", "NULL");
    add("2024-08-01 10:00:00", "s1", "add_to_cart", "p001", "desk", "'EUR'", "200", "1", "NULL");
    connection_->Execute(
        "INSERT INTO shop.event_v2 (event_timestamp, event_id, event_time_msec, event_name, user_pseudo_id, "
        "event_value, "
        "event_value_currency, created_time, project_id, app_id) VALUES (TIMESTAMP '2024-08-01 10:00:00', 's1', "
        "1722506400000, 'add_to_cart', 'p001', 219.5, 'GBP', TIMESTAMP '2024-10-31 05:00:00', 'test', 'shop')");
  }

  static std::string Cell(const ResultRows& rows, int64_t row, int column) {
    if (rows.IsNull(row, column)) return "-";
    if (rows.batch()->column(column)->type_id() != arrow::Type::DOUBLE) return rows.Text(row, column);
    char text[40];
    std::snprintf(text, sizeof text, "%.9g", rows.Real(row, column));
    return text;
  }

  LoadProject project_;
  std::unique_ptr<Connection> connection_;
  ChartApp app_;
};

}  // namespace millrace
