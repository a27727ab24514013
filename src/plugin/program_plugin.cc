#include "plugin/program_plugin.h"

#include <algorithm>
#include <chrono>
#include <deque>

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <arrow/ipc/options.h>
#include <arrow/ipc/reader.h>
#include <arrow/ipc/writer.h>
#include <arrow/record_batch.h>

#include "core/error.h"
#include "core/time.h"
#include "plugin/child_process.h"

namespace millrace {
namespace {

using Clock = ChildProcess::Clock;

// No message of a valid answer is this long. Four printed letters that are read as a length are longer.
constexpr int64_t kLongestMessage = 512ll << 20;
// How long a program may take to exit after it has closed its output.
constexpr auto kLastMoments = std::chrono::seconds(2);

// Buffers the output of an IPC writer until it is sent.
class TextStream : public arrow::io::OutputStream {
 public:
  arrow::Status Close() override { return arrow::Status::OK(); }
  bool closed() const override { return false; }
  arrow::Result<int64_t> Tell() const override { return sent_ + static_cast<int64_t>(text_.size()); }
  arrow::Status Write(const void* data, int64_t size) override {
    text_.append(static_cast<const char*>(data), static_cast<size_t>(size));
    return arrow::Status::OK();
  }
  const std::string& text() const { return text_; }
  void Clear() {
    sent_ += static_cast<int64_t>(text_.size());
    text_.clear();
  }

 private:
  std::string text_;
  int64_t sent_ = 0;
};

class BatchQueue : public arrow::ipc::Listener {
 public:
  arrow::Status OnRecordBatchDecoded(std::shared_ptr<arrow::RecordBatch> batch) override {
    batches.push_back(std::move(batch));
    return arrow::Status::OK();
  }
  arrow::Status OnEOS() override {
    ended = true;
    return arrow::Status::OK();
  }
  std::deque<std::shared_ptr<arrow::RecordBatch>> batches;
  bool ended = false;
};

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// The names of the environment variables that a program inherits, each once.
std::vector<std::string> InheritedBy(const Config::Plugin& config) {
  std::vector<std::string> names = {"PATH", "HOME", "LANG", "TZ"};
  for (const std::string& name : config.environment) {
    const bool own = name == "MILLRACE_PLUGIN_NAME" || name == "MILLRACE_PLUGIN_CONFIG";
    if (!own && std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names;
}

// Copies data into aligned memory: what is read from a pipe may begin at any address.
arrow::ipc::IpcReadOptions ReadOptions() {
  arrow::ipc::IpcReadOptions options;
  options.ensure_alignment = arrow::ipc::Alignment::kDataTypeSpecificAlignment;
  return options;
}

class ProgramInstance : public PluginInstance {
 public:
  explicit ProgramInstance(const Config::Plugin& config)
      : config_(config),
        queue_(std::make_shared<BatchQueue>()),
        decoder_(queue_, ReadOptions()),
        child_(config.command, config.folder,
               {{"MILLRACE_PLUGIN_NAME", config.name}, {"MILLRACE_PLUGIN_CONFIG", config.config}},
               InheritedBy(config)) {}

  std::shared_ptr<arrow::RecordBatch> Run(const std::shared_ptr<arrow::RecordBatch>& input) override {
    if (!writer_) writer_ = Must(arrow::ipc::MakeStreamWriter(&stream_, input->schema()));
    Must(writer_->WriteRecordBatch(*input));
    Exchange([this] { return !queue_->batches.empty() || queue_->ended; });
    if (queue_->batches.empty()) FailByEnding("ended its stream on stdout");
    auto output = std::move(queue_->batches.front());
    queue_->batches.pop_front();
    if (!queue_->batches.empty()) Fail("returned more batches than it got");
    return output;
  }

  // Ends the stream; the program must then exit with code 0.
  void Finish() override {
    if (!writer_) return;
    Must(writer_->Close());
    const auto deadline = Clock::now() + std::chrono::milliseconds(config_.timeout_ms);
    ChildProcess::Pumped pumped = child_.Pump(
        stream_.text(),
        [this](std::string_view output) {
          Consume(output);
          return true;
        },
        deadline);
    child_.CloseInput();
    if (pumped == ChildProcess::Pumped::kDone) {
      pumped = child_.Pump(
          {},
          [this](std::string_view output) {
            Consume(output);
            return false;
          },
          deadline);
    }
    if (pumped == ChildProcess::Pumped::kTimeout) FailByTimeout("did not end after its last batch");
    if (!queue_->batches.empty()) Fail("returned more batches than it got");
    const std::string ending = child_.Ending(deadline);
    if (ending.empty()) FailByTimeout("did not end after its last batch");
    if (!child_.exited_well()) Fail(ending);
  }

 private:
  // Sends the buffered output and reads until `enough` returns true.
  void Exchange(const std::function<bool()>& enough) {
    const auto deadline = Clock::now() + std::chrono::milliseconds(config_.timeout_ms);
    const auto pumped = child_.Pump(
        stream_.text(),
        [&](std::string_view output) {
          Consume(output);
          return enough();
        },
        deadline);
    stream_.Clear();
    switch (pumped) {
      case ChildProcess::Pumped::kDone:
        return;
      case ChildProcess::Pumped::kTimeout:
        FailByTimeout("did not respond");
      case ChildProcess::Pumped::kEndOfInput:
      case ChildProcess::Pumped::kEndOfOutput:
        FailByEnding("closed its stdin or stdout");
    }
  }

  void Consume(std::string_view output) {
    if (output.empty()) return;
    // The batches keep views of this memory, so it must belong to them.
    const auto status =
        decoder_.Consume(std::shared_ptr<arrow::Buffer>(arrow::Buffer::FromString(std::string(output))));
    if (!status.ok() || decoder_.next_required_size() > kLongestMessage) {
      Fail("wrote something to stdout that is not an Arrow IPC stream (messages belong on stderr)" +
           (status.ok() ? std::string() : ": " + status.message()));
    }
  }

  // `otherwise`: the description if it has not ended.
  [[noreturn]] void FailByEnding(const std::string& otherwise) {
    const std::string ending = child_.Ending(Clock::now() + kLastMoments);
    Fail((ending.empty() ? otherwise : ending) + " before the last batch" +
         (ending.empty() || child_.exited_well() ? "; it must keep running until its stdin ends" : ""));
  }
  [[noreturn]] void FailByTimeout(const std::string& what) {
    Fail(what + " within " + FormatDuration(config_.timeout_ms) +
         " and was stopped; if it needs longer, raise its `timeout`");
  }
  [[noreturn]] void Fail(const std::string& what) {
    // A program that is about to end gets time to write why.
    (void)child_.Ending(Clock::now() + std::chrono::milliseconds(50));
    child_.Kill();
    const std::string words = child_.LastWords();
    throw SystemError("plug-in `" + config_.name + "` failed: the program " + what +
                      (words.empty() ? "; it wrote nothing to stderr" : "; its last lines on stderr:" + words));
  }
  void Must(const arrow::Status& status) {
    if (!status.ok()) throw SystemError("plug-in `" + config_.name + "`: " + status.ToString());
  }
  template <typename T>
  T Must(arrow::Result<T> result) {
    Must(result.status());
    return std::move(result).ValueUnsafe();
  }

  const Config::Plugin& config_;
  TextStream stream_;
  std::shared_ptr<arrow::ipc::RecordBatchWriter> writer_;
  std::shared_ptr<BatchQueue> queue_;
  arrow::ipc::StreamDecoder decoder_;
  ChildProcess child_;
};

class ProgramPlugin : public Plugin {
 public:
  explicit ProgramPlugin(const Config::Plugin& config) : config_(config) {
    facts_.name = config.name;
    facts_.place = Joined(config.command);
    facts_.transformer = config.transformer;
    facts_.reads = config.reads;
    facts_.sets = config.sets;
    facts_.dictionaries = config.dictionaries;
  }
  const PluginFacts& facts() const override { return facts_; }
  std::unique_ptr<PluginInstance> Start() const override {
    try {
      return std::make_unique<ProgramInstance>(config_);
    } catch (const SystemError& error) {
      throw SystemError("plug-in `" + config_.name + "`: " + error.what() +
                        "; correct `command`, or install the program");
    }
  }

 private:
  Config::Plugin config_;
  PluginFacts facts_;
};

}  // namespace

std::unique_ptr<Plugin> OpenProgramPlugin(const Config::Plugin& config) {
  return std::make_unique<ProgramPlugin>(config);
}

}  // namespace millrace
