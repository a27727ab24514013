// Lines through a transformer plug-in and the whole kernel: laws, checks and derived columns are those of any client,
// and a reject contains the whole line.
#include "kernel/line_batches.h"

#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include "kernel/testing/kernel_fixture.h"

namespace millrace {
namespace {

// Reads lines `event id|user|name|url|ms before the ingest time|address`. `#` returns nothing, `!why` a reject, `?` an
// event without a user.
class PipeTransform : public LineTransform {
 public:
  std::shared_ptr<arrow::RecordBatch> Run(const std::shared_ptr<arrow::RecordBatch>& lines) override {
    EXPECT_TRUE(lines->ValidateFull().ok());
    const auto& texts = static_cast<const arrow::StringArray&>(*lines->GetColumnByName(kLineColumn));
    arrow::Int64Builder index, time, ingest, number;
    arrow::StringBuilder id, user, name, url, ip, reject, app;
    for (int64_t i = 0; i < texts.length(); ++i) {
      std::string text = texts.GetString(i);
      if (text[0] == '#') continue;
      EXPECT_TRUE(index.Append(i).ok() && ingest.Append(kTestIngest).ok() && app.Append("shop").ok());
      EXPECT_TRUE((text[0] == '!' ? reject.Append(text.substr(1)) : reject.AppendNull()).ok());
      std::vector<std::string> parts;
      for (size_t at = 0; at <= text.size();) {
        const size_t end = std::min(text.find('|', at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = end + 1;
      }
      parts.resize(6);
      const auto append = [](arrow::StringBuilder& to, const std::string& value) {
        EXPECT_TRUE((value.empty() ? to.AppendNull() : to.Append(value)).ok());
      };
      append(id, parts[0]);
      append(user, parts[1]);
      append(name, parts[2]);
      append(url, parts[3]);
      EXPECT_TRUE(time.Append(kTestIngest - std::atoll(parts[4].c_str())).ok());
      append(ip, parts[5]);
      EXPECT_TRUE(
          number.Append(static_cast<const arrow::Int64Array&>(*lines->GetColumnByName(kNumberColumn)).Value(i)).ok());
    }
    const auto text = arrow::utf8();
    const auto integer = arrow::int64();
    const auto schema = arrow::schema(
        {arrow::field(kLineIndexColumn, integer), arrow::field("event_time_msec", integer),
         arrow::field("ingest_time_msec", integer), arrow::field("custom.number", integer),
         arrow::field("event_id", text), arrow::field("user_pseudo_id", text), arrow::field("event_name", text),
         arrow::field("page_view_page_url", text), arrow::field(kRequestIpColumn, text), arrow::field("reject", text),
         arrow::field("app_id", text)});
    const int64_t rows = index.length();
    return arrow::RecordBatch::Make(
        schema, rows,
        {index.Finish().ValueOrDie(), time.Finish().ValueOrDie(), ingest.Finish().ValueOrDie(),
         number.Finish().ValueOrDie(), id.Finish().ValueOrDie(), user.Finish().ValueOrDie(), name.Finish().ValueOrDie(),
         url.Finish().ValueOrDie(), ip.Finish().ValueOrDie(), reject.Finish().ValueOrDie(), app.Finish().ValueOrDie()});
  }
  void Finish() override {}
};

class PipeSource : public LineTransformSource {
 public:
  const std::string& name() const override { return name_; }
  std::unique_ptr<LineTransform> NewInstance() const override { return std::make_unique<PipeTransform>(); }

 private:
  std::string name_ = "pipes";
};

class LineBatchesTest : public ::testing::Test {
 protected:
  LineBatchesTest() { options_.clients.client = "pipes"; }
  static Enrichments Parts(const LineTransformSource& source) { return {.transformers = {&source}}; }
  PipeSource source_;
  KernelOptions options_;
};

TEST_F(LineBatchesTest, LinesBecomeEventsOfAllTables) {
  KernelRun run(options_, Parts(source_));
  run.Line("# a comment");
  run.Line("e1|u1|_page_view|https://w.example/a%20b?x=1|1000|8.8.8.8");
  run.Line("e2|u1|click||-3600000|");
  run.kernel().BeginFile("file:///raw/b.gz");
  run.Line("e3|u2|click||0|");
  run.Finish();
  ASSERT_EQ(run.Rows(TableId::kEvent).size(), 3U);
  TextRow first = run.Rows(TableId::kEvent)[0];
  EXPECT_EQ(first["event_id"], "e1");
  EXPECT_EQ(first["page_view_page_url_path"], "/a b");
  EXPECT_EQ(first["page_view_hostname"], "w.example");
  EXPECT_EQ(first["page_view_page_url_query_parameters"], "x=1");
  EXPECT_EQ(first["custom_parameters_json_str"], R"({"number":2})");
  EXPECT_EQ(first["event_timestamp"], std::to_string((kTestIngest - 1000) * 1000));
  EXPECT_EQ(first["platform"], "Web");
  EXPECT_TRUE(first["process_info"].starts_with("ingest_time=2025-03-10T12:00:00Z;input_file_name=file:///raw/a.gz;"));
  EXPECT_TRUE(first["process_info"].ends_with(";rid=null;source_ip=8.8.8.8"));
  // An hour ahead of its ingest time: the rule about clocks is that of all clients.
  EXPECT_EQ(run.Rows(TableId::kEvent)[1]["event_time_msec"], std::to_string(kTestIngest));
  EXPECT_NE(run.Rows(TableId::kEvent)[2]["process_info"].find("file:///raw/b.gz"), std::string::npos);
  EXPECT_EQ(run.Rows(TableId::kUser).size(), 2U);
  EXPECT_EQ(run.counters.rows_read, 4U);
  EXPECT_EQ(run.counters.requests, 4U);
  EXPECT_EQ(run.counters.events_read, 3U);
}

TEST_F(LineBatchesTest, ARejectIsTheWholeLine) {
  options_.ip_privacy = IpPrivacy::kTruncate;
  KernelRun run(options_, Parts(source_));
  run.Line("!not for us");
  run.Line("e1|u1|click||400000000|8.8.8.8");
  run.Line("e2||click||0|");
  run.Line("e3|u1|||0|");
  run.Line("|u1|click||0|");
  run.Line("e4|u1|click||0|8.8.8.8");
  run.Finish();
  EXPECT_EQ(run.Rejected(RejectReason::plugin), 1U);
  EXPECT_EQ(run.counters.rejected_by_plugin.at("pipes"), 1U);
  for (const RejectReason reason :
       {RejectReason::late, RejectReason::missing_user, RejectReason::missing_name, RejectReason::missing_field}) {
    EXPECT_EQ(run.Rejected(reason), 1U) << RejectReasonName(reason);
  }
  EXPECT_EQ(run.Rows(TableId::kEvent).size(), 1U);
  TextRow plugin = run.Rows(TableId::kReject)[0];
  EXPECT_EQ(plugin["detail"], "pipes: not for us");
  EXPECT_EQ(plugin["original"], "!not for us");
  EXPECT_EQ(plugin.count("bundle_index"), 0U);
  EXPECT_EQ(plugin.count("request"), 0U);
  TextRow late = run.Rows(TableId::kReject)[1];
  EXPECT_EQ(late["original"], "e1|u1|click||400000000|8.8.8.0");
  EXPECT_EQ(late["line"], "2");
}

TEST_F(LineBatchesTest, BatchesOfAnySizeAndBytesThatAreNoUtf8) {
  KernelRun run(options_, Parts(source_));
  constexpr int kLines = 10'000;
  for (int i = 0; i < kLines; ++i) {
    run.Line("e" + std::to_string(i) + "|u|" + (i == 5000 ? "\xff" : "click") + "||0|");
  }
  run.Finish();
  EXPECT_EQ(run.Rows(TableId::kEvent).size(), static_cast<size_t>(kLines));
  EXPECT_EQ(run.counters.rows_with_replaced_utf8, 1U);
  EXPECT_EQ(run.Rows(TableId::kEvent)[9999]["event_id"], "e9999");
  EXPECT_EQ(run.Rows(TableId::kEvent)[9999]["custom_parameters_json_str"], R"({"number":10000})");
}

// A row of an app whose lines the test's plug-in can read.
std::string RowOf(const std::string& app, const std::string& line) {
  return R"({"appId":")" + app + R"(","ingest_time":1741608000000,"rid":")" + line + "|\"}";
}

TEST_F(LineBatchesTest, SomeAppsMayHaveAPlugInAsTheirClient) {
  options_.clients = {.of_app = {{"pipe", "pipes"}, {"web", "gtm"}}};
  KernelRun run(options_, Parts(source_));
  run.Request(TestEvent("e1", "click"));
  run.Line(RowOf("pipe", "|u2|click||0"));
  run.Line(R"({"appId":"web","ingest_time":1741608000000,"data":"[{\"event_name\":\"view\",\"client_id\":\"u3\"}]"})");
  // Two rows in one line: each goes to its client, and a reject contains only its own row.
  run.Line("[" + RowOf("pipe", "||click||0") + "," + RowOf("shop", "") + "]");
  run.Line("!not for us: without a row there is no app");
  run.Finish();
  EXPECT_EQ(run.Rows(TableId::kEvent).size(), 3U);
  EXPECT_EQ(run.Rows(TableId::kUser).size(), 3U);
  EXPECT_EQ(run.counters.rows_read, 6U);
  EXPECT_EQ(run.Rejected(RejectReason::not_json), 1U);
  EXPECT_EQ(run.Rejected(RejectReason::missing_payload), 1U);
  ASSERT_EQ(run.Rejected(RejectReason::missing_user), 1U);
  for (const TextRow& row : run.Rows(TableId::kReject)) {
    if (row.at("reason") == "not_json") continue;
    EXPECT_EQ(row.at("line"), "4");
    EXPECT_EQ(row.at("original").find(row.at("reason") == "missing_user" ? "shop" : "pipe"), std::string::npos);
  }
}

TEST_F(LineBatchesTest, SomeAppsMayHaveABuiltInClientBesideAPlugIn) {
  options_.clients.of_app = {{"web", "gtm"}};
  KernelRun run(options_, Parts(source_));
  run.Line("e1|u1|click||0|");
  run.Line(R"({"appId":"web","ingest_time":1741608000000,"data":"[{\"event_name\":\"view\",\"client_id\":\"u3\"}]"})");
  run.Line("[" + RowOf("a", "|u2|click||0") + "," + RowOf("b", "") + "]");  // one line to the plug-in
  run.Finish();
  EXPECT_EQ(run.Rows(TableId::kEvent).size(), 3U);
  EXPECT_EQ(run.counters.rows_read, 3U);
}

}  // namespace
}  // namespace millrace
