#include "serve/chart_answer.h"

#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/buffer.h>
#include <arrow/io/memory.h>
#include <arrow/ipc/reader.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "schema/arrow_status.h"

namespace millrace {
namespace {

// Two texts and a count, as the chart of new users by place.
ChartResult Places(const std::vector<std::pair<std::optional<std::string>, std::optional<std::string>>>& places) {
  arrow::StringBuilder countries, cities;
  arrow::Int64Builder counts;
  for (const auto& [country, city] : places) {
    Must(country ? countries.Append(*country) : countries.AppendNull());
    Must(city ? cities.Append(*city) : cities.AppendNull());
    Must(counts.Append(7));
  }
  ChartResult result;
  result.rows = arrow::RecordBatch::Make(
      arrow::schema({arrow::field("geo_country", arrow::utf8()), arrow::field("geo_city", arrow::utf8()),
                     arrow::field("new_users", arrow::int64())}),
      static_cast<int64_t>(places.size()), {Must(countries.Finish()), Must(cities.Finish()), Must(counts.Finish())});
  result.total_rows = static_cast<int64_t>(places.size());
  result.statement = {.sql = "SELECT \"a\" FROM t WHERE b = $1", .values = {std::string("it's"), int64_t{5}}};
  return result;
}

const Chart& PlaceChart() {
  return *FindChart("acquisition.new_users_by_location");
}

TEST(ChartAnswerTest, CsvFollowsTheStandard) {
  EXPECT_EQ(ChartCsv(PlaceChart(), Places({{"France", "Paris"}, {std::nullopt, ""}, {"a,b", "c\"d\ne"}})),
            "geo_country,geo_city,new_users\r\nFrance,Paris,7\r\n,\"\",7\r\n\"a,b\",\"c\"\"d\ne\",7\r\n");
}

TEST(ChartAnswerTest, CsvHasNoFormulas) {
  EXPECT_EQ(ChartCsv(PlaceChart(), Places({{"=1+1", "@x"}, {"-2,5", "+x"}, {"a=b", "\tx"}})),
            "geo_country,geo_city,new_users\r\n'=1+1,'@x,7\r\n\"'-2,5\",'+x,7\r\na=b,'\tx,7\r\n");
}

TEST(ChartAnswerTest, JsonHasTextsAsTheyAre) {
  auto app = std::make_shared<AppData>();
  app->last_complete_day = 20025;
  auto read = ReadChartRequest(PlaceChart(), {}, 20025);
  const ChartQuestion question{
      .app = {.data = app}, .request = std::get<ChartRequest>(read), .version = "v", .key = "k"};
  const std::string json = ChartJson(question, Places({{"=1\"", std::nullopt}}));
  EXPECT_NE(json.find(R"("from":"2024-09-30","to":"2024-10-29")"), std::string::npos) << json;
  EXPECT_NE(
      json.find(
          R"("rows":[["=1\"",null,7]],"comparison":null,"total_rows":1,"is_truncated":false,"data_until":"2024-10-29",)"
          R"("refreshed_at":null,"data_version":"v","sql":"SELECT \"a\" FROM t WHERE b = $1","parameters":["it's",5]})"),
      std::string::npos)
      << json;
}

TEST(ChartAnswerTest, ArrowIsAStreamOfTheRows) {
  const auto bytes = arrow::Buffer::FromString(ChartArrow(Places({{"France", "Paris"}})));
  const auto reader = Must(arrow::ipc::RecordBatchStreamReader::Open(std::make_shared<arrow::io::BufferReader>(bytes)));
  const auto table = Must(reader->ToTable());
  EXPECT_EQ(table->num_rows(), 1);
  EXPECT_EQ(table->schema()->field(2)->name(), "new_users");
}

TEST(ChartAnswerTest, SheetsAreWholeJson) {
  simdjson::dom::parser parser;
  const simdjson::dom::element sheets = parser.parse(SheetsJson());
  EXPECT_EQ(std::string_view(sheets["sheets"].at(0)["charts"].at(0)["id"]), "overview.users_by_day");
  EXPECT_EQ(std::string_view(sheets["sheets"].at(0)["charts"].at(0)["columns"].at(1)["unit"]), "count");
}

}  // namespace
}  // namespace millrace
