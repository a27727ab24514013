// Programs as plug-ins. Each kind of misbehaviour is a few lines of Python; none may block the run, hide its reason, or
// be taken for an answer.
#include "plugin/program_plugin.h"

#include <chrono>
#include <csignal>
#include <thread>

#include "core/testing/eventually.h"
#include "plugin/testing/plugin_fixture.h"

namespace millrace {
namespace {

using TextList = std::vector<std::string>;

class ProgramPluginTest : public PluginTest {
 protected:
  static void SetUpTestSuite() {
    // The pinned wheel, unpacked; no package of the machine.
    ::setenv("PYTHONPATH", MILLRACE_SOURCE_DIR "/build/deps/pyarrow", 1);  // NOLINT(concurrency-mt-unsafe)
  }
  Config::Plugin Program(const std::string& script, int64_t timeout_ms = 60'000) const {
    Write("plugin.py", script);
    Config::Plugin plugin;
    plugin.name = "under-test";
    plugin.command = {"/usr/bin/python3", "plugin.py"};
    plugin.folder = folder_;
    plugin.timeout_ms = timeout_ms;
    plugin.reads = {"platform"};
    plugin.sets = {"geo_sub_continent", "custom.n", "reject"};
    plugin.environment = {"PYTHONPATH"};
    return plugin;
  }
  // Sends all batches, then ends the plug-in.
  static std::vector<TextList> Run(const Config::Plugin& config, const std::vector<TextList>& batches) {
    const EnrichmentPlugin plugin(OpenPlugin(config));
    const auto instance = plugin.NewInstance();
    std::vector<TextList> answers;
    for (const TextList& texts : batches) {
      const BatchChanges changes = instance->Run(*Events({{"platform", texts}, {"geo_country", texts}}), sent_);
      for (const auto& [column, array] : changes.columns) answers.push_back(Texts(*array));
    }
    instance->Finish();
    return answers;
  }
};

// `BODY` handles one batch; `out` is the writer.
std::string Loop(const std::string& body, const std::string& after = "pass") {
  std::string script = R"(import os, sys, time
import pyarrow as pa
schema = pa.schema([("geo_sub_continent", pa.string())])
def answer(texts, schema=schema): return pa.record_batch([pa.array(texts, schema.field(0).type)], schema=schema)
with pa.ipc.new_stream(sys.stdout.buffer, schema) as out:
    for number, batch in enumerate(pa.ipc.open_stream(sys.stdin.buffer)):
        texts = batch[0].to_pylist()
)";
  for (size_t at = 0; at <= body.size();) {
    const size_t end = std::min(body.find('\n', at), body.size());
    script += "        " + body.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return script + "        sys.stdout.flush()\n" + after + "\n";
}

TEST_F(ProgramPluginTest, IsKeptRunningOverBatches) {
  const auto answers = Run(Program(Loop("out.write_batch(answer([f'{number} {os.getpid()} {t}' for t in texts]))")),
                           {{"Web", "-"}, {"iOS"}, {"a", "b", "c"}});
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_TRUE(answers[0][0].starts_with("0 "));
  EXPECT_TRUE(answers[2][2].ends_with(" c"));
  // The same process: the same number in the middle.
  const auto pid = [](const std::string& text) { return text.substr(2, text.find(' ', 2) - 2); };
  EXPECT_EQ(pid(answers[0][0]), pid(answers[2][1]));
}

// Programs do not inherit secrets of the process, such as credentials of a store or the secret of pseudonyms.
TEST_F(ProgramPluginTest, GetsOnlyTheVariablesThatTheConfigNames) {
  ::setenv("AWS_SECRET_ACCESS_KEY", "hidden", 1);  // NOLINT(concurrency-mt-unsafe)
  ::setenv("MY_MODEL", "small", 1);                // NOLINT(concurrency-mt-unsafe)
  ::unsetenv("MY_ABSENT");                         // NOLINT(concurrency-mt-unsafe)
  Config::Plugin config = Program(Loop("out.write_batch(answer([' '.join(sorted(os.environ))]))"));
  config.environment = {"PYTHONPATH", "MY_MODEL", "PATH", "MY_ABSENT", "MILLRACE_PLUGIN_NAME"};
  std::string names = Run(config, {{"Web"}})[0][0] + " ";
  // Python adds this one itself, and not every machine has these two.
  for (const char* maybe : {"LC_CTYPE ", "LANG ", "TZ "}) {
    if (const size_t at = names.find(maybe); at != std::string::npos) names.erase(at, std::string(maybe).size());
  }
  EXPECT_EQ(names, "HOME MILLRACE_PLUGIN_CONFIG MILLRACE_PLUGIN_NAME MY_MODEL PATH PYTHONPATH ");
}

TEST_F(ProgramPluginTest, ThePythonExampleRuns) {
  Config::Plugin config;
  config.name = "sub_continent";
  config.command = {"/usr/bin/python3", "sub_continent.py"};
  config.folder = MILLRACE_SOURCE_DIR "/plugins/examples";
  config.reads = {"geo_country"};
  config.sets = {"geo_sub_continent"};
  config.dictionaries = true;
  config.environment = {"PYTHONPATH"};
  config.config = R"({"Germany":"Western Europe","Japan":"Eastern Asia"})";
  const auto answers = Run(config, {{"Japan", "Germany", "-", "Peru", "Japan"}, {"Germany"}});
  EXPECT_EQ(answers,
            (std::vector<TextList>{{"Eastern Asia", "Western Europe", "-", "-", "Eastern Asia"}, {"Western Europe"}}));
}

// Batches larger than any pipe, both ways, with a program that writes to stderr all the while.
TEST_F(ProgramPluginTest, NeitherSideWaitsForTheOther) {
  const TextList texts(20'000, std::string(200, 'x'));
  const auto answers =
      Run(Program(Loop("sys.stderr.write('talk ' * 40000); out.write_batch(answer(texts))")), {texts, texts});
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[1], texts);
}

// The lake writer keeps batches for a long time, so the memory that they were read into must not be reused.
TEST_F(ProgramPluginTest, AnswersStayWhatTheyAreWhenMoreCome) {
  const EnrichmentPlugin plugin(OpenPlugin(Program(Loop("out.write_batch(answer(texts))"))));
  const auto instance = plugin.NewInstance();
  std::vector<BatchChanges> changes;
  for (const char* text : {"first", "-", "third"}) {
    changes.push_back(instance->Run(*Events({{"platform", {text, "same"}}}), sent_));
  }
  instance->Finish();
  EXPECT_EQ(Texts(*changes[0].columns[0].second), (TextList{"first", "same"}));
  EXPECT_EQ(Texts(*changes[1].columns[0].second), (TextList{"-", "same"}));
  EXPECT_EQ(Texts(*changes[2].columns[0].second), (TextList{"third", "same"}));
}

TEST_F(ProgramPluginTest, OneThatNeverGotABatchNeedsNoAnswer) {
  EXPECT_TRUE(Run(Program("import time; time.sleep(1000)"), {}).empty());
}

struct Misbehaviour {
  const char* name;
  std::string script;
  std::string error;  // a part of it
  int64_t timeout_ms = 60'000;
};

class Misbehaving : public ProgramPluginTest, public ::testing::WithParamInterface<Misbehaviour> {};

TEST_P(Misbehaving, FailsTheRunAndSaysWhy) {
  const Misbehaviour& test = GetParam();
  const std::string error = ErrorOf([&] {
    Run(Program(test.script, test.timeout_ms), {{"Web", "-"}, {"iOS"}, {"last"}});
  });
  EXPECT_TRUE(error.starts_with("SystemError: plug-in `under-test` failed: ")) << error;
  EXPECT_NE(error.find(test.error), std::string::npos) << error;
}

const std::string kAnswer = "out.write_batch(answer(texts))";

INSTANTIATE_TEST_SUITE_P(
    All, Misbehaving,
    ::testing::Values(
        Misbehaviour{"CrashAtTheStart", "import nowhere",
                     "the program ended with exit code 1 before the last batch; its last lines on stderr:\n    "
                     "Traceback (most recent call last):\n"},
        Misbehaviour{"CrashInTheMiddle", Loop("if number == 1: raise RuntimeError('no more')\n" + kAnswer),
                     "ended with exit code 1 before the last batch; its last lines on stderr:"},
        Misbehaviour{"KilledBySignal", Loop("if number == 1: os.kill(os.getpid(), 11)\n" + kAnswer),
                     "was killed by signal 11 (SEGV)"},
        Misbehaviour{"EndsEarlyAndWell", Loop("if number == 1: os._exit(0)\n" + kAnswer),
                     "ended with exit code 0 before the last batch; it must keep running until its stdin ends"},
        Misbehaviour{"FailsAfterTheLastBatch", Loop(kAnswer, "sys.exit('could not save')"),
                     "ended with exit code 1; its last lines on stderr:\n    could not save"},
        Misbehaviour{
            "Hangs",
            Loop("if number == 1: sys.stderr.write('waiting\\n'); sys.stderr.flush(); time.sleep(1000)\n" + kAnswer),
            "did not respond within 3s and was stopped; if it needs longer, raise its `timeout`; its last lines on "
            "stderr:\n    waiting",
            3000},
        Misbehaviour{"ReadsNothing", "import time\ntime.sleep(1000)", "did not respond within 100ms", 100},
        Misbehaviour{"HangsAtTheEnd", Loop(kAnswer, "time.sleep(1000)"), "did not end after its last batch", 3000},
        Misbehaviour{"KeepsItsAnswersBack", Loop("pass"), "did not respond", 3000},
        Misbehaviour{"TooFewRows", Loop("out.write_batch(answer(texts[1:]))"), "it got 2 rows and returned 1"},
        Misbehaviour{"TooManyRows", Loop("out.write_batch(answer(texts + ['x']))"), "it got 2 rows and returned 3"},
        Misbehaviour{"TwoBatchesForOne", Loop("if number == 1: out.write_batch(answer(texts))\n" + kAnswer),
                     "returned more batches than it got"},
        Misbehaviour{"OneBatchTooManyAtTheEnd",
                     Loop(kAnswer + "\nif number == 2: sys.stdout.flush(); time.sleep(0.3)\n"
                                    "if number == 2: out.write_batch(answer(texts))"),
                     "returned more batches than it got"},
        Misbehaviour{"PrintsToStdout", "print('hello, world')\n" + Loop(kAnswer),
                     "wrote something to stdout that is not an Arrow IPC stream (messages belong on stderr)"},
        Misbehaviour{"PrintsInTheMiddle", Loop(kAnswer + "\nsys.stdout.flush(); print('batch done')"),
                     "wrote something to stdout that is not an Arrow IPC stream"},
        Misbehaviour{"WritesGarbage",
                     "import sys, os\nos.write(1, b'\\xff\\xff\\xff\\xff\\x20\\0\\0\\0' + os.urandom(64))\n"
                     "sys.stdin.buffer.read()",
                     "wrote something to stdout that is not an Arrow IPC stream"},
        Misbehaviour{"EndsItsStreamEarly", Loop(kAnswer + "\nout.close(); sys.stdout.flush(); time.sleep(1000)"),
                     "ended its stream on stdout before the last batch; it must keep running until its stdin ends"}),
    [](const auto& info) { return info.param.name; });

// Wrong schemas, given by the type and the name of their only column.
struct WrongSchema {
  const char* name;
  const char* column;
  const char* type;
  const char* value;
  std::string error;
};

class WrongSchemas : public ProgramPluginTest, public ::testing::WithParamInterface<WrongSchema> {};

TEST_P(WrongSchemas, AreRefused) {
  const WrongSchema& test = GetParam();
  std::string script = Loop(std::string("out.write_batch(answer([") + test.value + "] * len(texts)))");
  const std::string schema = "(\"geo_sub_continent\", pa.string())";
  script.replace(script.find(schema), schema.size(), std::string("(\"") + test.column + "\", " + test.type + ")");
  EXPECT_EQ(ErrorOf([&] {
              Run(Program(script), {{"Web", "-"}});
            }),
            "SystemError: plug-in `under-test` failed: " + test.error);
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongSchemas,
    ::testing::Values(
        WrongSchema{"NotDeclared", "geo_city", "pa.string()", "'x'",
                    "it returned the column `geo_city`, which it does not declare; add it to `sets`"},
        WrongSchema{"UnknownCustom", "custom.m", "pa.string()", "'x'",
                    "it returned the column `custom.m`, which it does not declare; add it to `sets`"},
        WrongSchema{
            "NumberForText", "geo_sub_continent", "pa.int64()", "1",
            "it returned the column `geo_sub_continent` as int64; it must be string or dictionary<int32, string>"},
        WrongSchema{"CustomOfAnotherType", "custom.n", "pa.date32()", "None",
                    "it returned the column `custom.n` as date32[day]; it must be string, int64, double or bool"},
        WrongSchema{"RejectOfAnotherType", "reject", "pa.bool_()", "True",
                    "it returned the column `reject` as bool; it must be string"}),
    [](const auto& info) { return info.param.name; });

TEST_F(ProgramPluginTest, ACommandThatIsNotThere) {
  Config::Plugin config = Program("");
  config.command = {"no-such-program"};
  EXPECT_EQ(ErrorOf([&] { OpenPlugin(config)->Start(); }),
            "SystemError: plug-in `under-test`: cannot start `no-such-program` in " + folder_ +
                ": No such file or directory; correct `command`, or install the program");
}

// A failed run leaves neither the process nor its children running.
TEST_F(ProgramPluginTest, NoProcessIsLeft) {
  const std::string script = Loop(
      "import subprocess\nchild = subprocess.Popen(['sleep', '1000'])\n"
      "open('pids', 'w').write(f'{os.getpid()} {child.pid}')\ntime.sleep(1000)");
  EXPECT_NE(ErrorOf([&] { Run(Program(script, 5000), {{"Web"}}); }), "no error");
  std::ifstream pids(folder_ + "/pids");
  int own = 0;
  int started = 0;
  ASSERT_TRUE(pids >> own >> started);
  EXPECT_NE(::kill(own, 0), 0);
  // The process that adopts it reaps it, which may take a moment.
  const auto is_gone = [&] {
    std::ifstream stat("/proc/" + std::to_string(started) + "/stat");
    std::string text;
    std::getline(stat, text);
    return text.empty() || text.find(") Z ") != std::string::npos;
  };
  EXPECT_TRUE(Eventually(is_gone));
}

}  // namespace
}  // namespace millrace
