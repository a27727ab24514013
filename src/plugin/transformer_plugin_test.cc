#include "plugin/transformer_plugin.h"

#include "plugin/testing/plugin_fixture.h"

namespace millrace {
namespace {

using TextList = std::vector<std::string>;

class TransformerPluginTest : public PluginTest {
 protected:
  static std::shared_ptr<arrow::RecordBatch> Lines(const TextList& texts) {
    arrow::StringBuilder lines;
    arrow::StringBuilder files;
    arrow::Int64Builder numbers;
    for (size_t i = 0; i < texts.size(); ++i) {
      EXPECT_TRUE(lines.Append(texts[i]).ok() && files.Append("a.log").ok());
      EXPECT_TRUE(numbers.Append(static_cast<int64_t>(i) + 1).ok());
    }
    return arrow::RecordBatch::Make(
        arrow::schema({arrow::field(kLineColumn, arrow::utf8()), arrow::field(kFileColumn, arrow::utf8()),
                       arrow::field(kNumberColumn, arrow::int64())}),
        static_cast<int64_t>(texts.size()),
        {lines.Finish().ValueOrDie(), files.Finish().ValueOrDie(), numbers.Finish().ValueOrDie()});
  }
  // A program that gives these columns (Python: names and values) for any batch.
  std::string ErrorOfOutput(const std::string& columns, const std::string& types) {
    Write("plugin.py", "import sys\nimport pyarrow as pa\nschema = pa.schema([" + types + R"(])
with pa.ipc.new_stream(sys.stdout.buffer, schema) as out:
    for batch in pa.ipc.open_stream(sys.stdin.buffer):
        out.write_batch(pa.record_batch([pa.array(c, f.type) for c, f in zip([)" +
                           columns + R"(], schema)], schema=schema))
        sys.stdout.flush()
)");
    ::setenv("PYTHONPATH", MILLRACE_SOURCE_DIR "/build/deps/pyarrow", 1);  // NOLINT(concurrency-mt-unsafe)
    Config::Plugin config;
    config.name = "t";
    config.command = {"/usr/bin/python3", "plugin.py"};
    config.folder = folder_;
    config.environment = {"PYTHONPATH"};
    config.transformer = true;
    config.reads = {"line"};
    config.sets = {"line_index", "event_id", "event_value", "custom.n"};
    const TransformerPlugin plugin(OpenPlugin(config));
    return ErrorOf([&] { plugin.NewInstance()->Run(Lines({"a", "b", "c"})); });
  }
};

TEST_F(TransformerPluginTest, TheAccessLogExampleIsBuiltOutsideTheTreeAndRuns) {
  const TransformerPlugin plugin(OpenPlugin(
      Library("log", Build(Example("access_log.cc"), "log"), R"({"app_id":"web","site":"https://w.example"})")));
  EXPECT_EQ(plugin.name(), "log");
  const auto instance = plugin.NewInstance();
  const auto out = instance->Run(Lines(
      {R"(192.0.2.7 - anna [10/Mar/2025:12:00:00 +0000] "GET /shop?a=1 HTTP/1.1" 200 512 "https://a.example/" "Mozilla")",
       R"(192.0.2.7 - - [10/Mar/2025:12:00:01 +0000] "POST /buy HTTP/1.1" 200 512 "-" "Mozilla")", "garbage",
       R"(2001:db8::1 - - [29/Feb/2024:23:59:59 -0130] "GET / HTTP/2.0" 200 - "-" "curl")"}));
  const auto column = [&](const char* name) { return Texts(*out->GetColumnByName(name)); };
  EXPECT_EQ(column("line_index"), (TextList{"0", "2", "3"}));
  EXPECT_EQ(column("reject"), (TextList{"-", "no line of the combined format", "-"}));
  EXPECT_EQ(column("event_time_msec"), (TextList{"1741608000000", "-", "1709256599000"}));
  EXPECT_EQ(column("user_id"), (TextList{"anna", "-", "-"}));
  EXPECT_EQ(column("page_view_page_url"), (TextList{"https://w.example/shop?a=1", "-", "https://w.example/"}));
  EXPECT_EQ(column("request_ip"), (TextList{"192.0.2.7", "-", "2001:db8::1"}));
  EXPECT_EQ(column("custom.bytes"), (TextList{"512", "-", "0"}));
  instance->Finish();
}

TEST_F(TransformerPluginTest, ColumnsThatNoTransformerGetsOrGives) {
  Config::Plugin config;
  config.name = "t";
  config.command = {"true"};
  config.transformer = true;
  const auto error = [&](TextList reads, TextList sets) {
    config.reads = std::move(reads);
    config.sets = std::move(sets);
    return ErrorOf([&] { TransformerPlugin(OpenPlugin(config)); });
  };
  EXPECT_EQ(
      error({"lines"}, {"line_index"}),
      "UserError: plug-in `t` reads `lines`, but a transformer gets `line`, `file` and `number`; did you mean line?");
  EXPECT_EQ(error({"line"}, {"event_id"}),
            "UserError: plug-in `t` does not return `line_index`, the line of each event");
  for (const char* column : {"geo_country", "device_ua_browser", "project_id", "event_timestamp", "process_info",
                             "page_view_page_url_path", "custom_parameters", "nonsense"}) {
    EXPECT_EQ(error({"line"}, {"line_index", column}),
              std::string("UserError: plug-in `t` gives `") + column +
                  "`, which no transformer may return (docs/reference/plugins.md)");
  }
  config.transformer = false;
  EXPECT_EQ(error({"line"}, {"line_index"}), "UserError: plug-in `t` is an enrichment, not a transformer");
}

TEST_F(TransformerPluginTest, OutputsThatBreakTheRules) {
  const std::string index = R"(("line_index", pa.int64()))";
  const std::string failed = "SystemError: plug-in `t` failed: ";
  EXPECT_EQ(ErrorOfOutput("[0, 2], ['x', 'y']", index + R"(, ("event_id", pa.string()))"), "no error");
  EXPECT_EQ(ErrorOfOutput("[]", index), "no error");
  EXPECT_EQ(ErrorOfOutput("[1, 0]", index), failed + "`line_index` must ascend, each at most once: 0 follows 1");
  EXPECT_EQ(ErrorOfOutput("[1, 1]", index), failed + "`line_index` must ascend, each at most once: 1 follows 1");
  EXPECT_EQ(ErrorOfOutput("[3]", index), failed + "`line_index` 3 is beyond the 3 lines that it got");
  EXPECT_EQ(ErrorOfOutput("[None]", index), failed + "`line_index` of its row 0 is null");
  EXPECT_EQ(ErrorOfOutput("['x']", R"(("event_id", pa.string()))"), failed + "it returned no `line_index`");
  EXPECT_EQ(ErrorOfOutput("[0], [1]", index + R"(, ("event_value", pa.int64()))"),
            failed + "it returned the column `event_value` as int64; it must be double");
  EXPECT_EQ(ErrorOfOutput("[0], ['x']", index + R"(, ("platform", pa.string()))"),
            failed + "it returned the column `platform`, which it does not declare; add it to `sets`");
}

}  // namespace
}  // namespace millrace
