#include "plugin/library_plugin.h"

#include <algorithm>
#include <filesystem>

#include <arrow/c/abi.h>
#include <arrow/c/bridge.h>
#include <arrow/record_batch.h>
#include <dlfcn.h>
#include <millrace/plugin.h>
#include <simdjson.h>

#include "core/did_you_mean.h"
#include "core/error.h"
#include "core/utf8.h"

namespace millrace {
namespace {

[[noreturn]] void Refuse(const std::string& name, const std::string& why) {
  throw UserError("plug-in `" + name + "`: " + why);
}

std::vector<std::string> ListOf(const char* const* texts) {
  std::vector<std::string> list;
  for (; texts != nullptr && *texts != nullptr; ++texts) list.emplace_back(*texts);
  return list;
}

// Rejects keys that the plug-in does not know; it would silently ignore them.
void CheckConfigKeys(const PluginFacts& facts, const std::string& config) {
  simdjson::ondemand::parser parser;
  const simdjson::padded_string padded(config);
  simdjson::ondemand::document document;
  simdjson::ondemand::object object;
  if (parser.iterate(padded).get(document) || document.get_object().get(object)) {
    Refuse(facts.name, "its config is not a JSON object");
  }
  for (auto field : object) {
    std::string_view key;
    if (field.unescaped_key().get(key)) Refuse(facts.name, "its config is not a JSON object");
    if (std::ranges::find(facts.config_keys, key) != facts.config_keys.end()) continue;
    const std::vector<std::string_view> known(facts.config_keys.begin(), facts.config_keys.end());
    Refuse(facts.name, "unknown key `" + std::string(key) + "` of its config" + DidYouMeanHint(key, known));
  }
}

class LibraryInstance : public PluginInstance {
 public:
  LibraryInstance(const MillracePlugin& plugin, const std::string& name, const std::string& config)
      : plugin_(plugin), name_(name) {
    if (plugin_.create(config.c_str(), &instance_) != 0) {
      instance_ = nullptr;
      Refuse(name_, "it rejects its config: " + LastError());
    }
  }
  ~LibraryInstance() override {
    if (instance_ != nullptr) plugin_.destroy(instance_);
  }
  LibraryInstance(const LibraryInstance&) = delete;
  LibraryInstance& operator=(const LibraryInstance&) = delete;

  std::shared_ptr<arrow::RecordBatch> Run(const std::shared_ptr<arrow::RecordBatch>& input) override {
    struct ArrowSchema in_schema {};
    ArrowArray in{};
    if (const auto status = arrow::ExportRecordBatch(*input, &in, &in_schema); !status.ok()) Fail(status.ToString());
    struct ArrowSchema out_schema {};
    ArrowArray out{};
    const int code = plugin_.run(instance_, &in_schema, &in, &out_schema, &out);
    if (in.release != nullptr) in.release(&in);
    if (in_schema.release != nullptr) in_schema.release(&in_schema);
    if (code != 0 || out.release == nullptr) {
      if (out.release != nullptr) out.release(&out);
      if (out_schema.release != nullptr) out_schema.release(&out_schema);
      if (code != 0) Fail(LastError());
      return nullptr;
    }
    auto imported = arrow::ImportRecordBatch(&out, &out_schema);
    if (!imported.ok()) Fail("its output cannot be read: " + imported.status().message());
    return std::move(imported).ValueUnsafe();
  }

 private:
  [[noreturn]] void Fail(const std::string& why) const { throw SystemError("plug-in `" + name_ + "` failed: " + why); }
  // Repaired if the plug-in wrote invalid UTF-8.
  std::string LastError() const {
    const char* text = plugin_.last_error(instance_);
    std::string error = text == nullptr || *text == '\0' ? "it gives no reason" : text;
    return IsValidUtf8(error) ? error : "its error message is not UTF-8";
  }

  const MillracePlugin& plugin_;
  const std::string& name_;
  void* instance_ = nullptr;
};

class LibraryPlugin : public Plugin {
 public:
  explicit LibraryPlugin(const Config::Plugin& config) : config_(config.config) {
    facts_.name = config.name;
    facts_.place = config.path;
    const std::string path = std::filesystem::absolute(config.path).string();
    std::error_code closed;
    if (!std::filesystem::exists(path, closed)) Refuse(config.name, "library not found: " + config.path);
    // Never unloaded, because its arrays may still be in use.
    void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) Refuse(config.name, std::string("cannot load the library: ") + ::dlerror());
    void* const symbol = ::dlsym(library, "millrace_plugin");
    if (symbol == nullptr)
      Refuse(config.name, config.path + " does not export the function millrace_plugin, so it is not a plug-in");
    const auto fill = reinterpret_cast<int (*)(uint32_t, MillracePlugin*)>(symbol);
    const int code = fill(MILLRACE_PLUGIN_ABI, &plugin_);
    if (code != 0 || plugin_.abi != MILLRACE_PLUGIN_ABI) {
      Refuse(config.name, "it was built for version " + std::to_string(plugin_.abi) +
                              " of the plug-in interface, this program has version " +
                              std::to_string(MILLRACE_PLUGIN_ABI) + "; rebuild it with the header of this version");
    }
    if (plugin_.create == nullptr || plugin_.run == nullptr || plugin_.destroy == nullptr ||
        plugin_.last_error == nullptr) {
      Refuse(config.name, "one of its functions create, run, destroy and last_error is missing");
    }
    if (plugin_.kind != MILLRACE_ENRICHMENT && plugin_.kind != MILLRACE_TRANSFORMER) {
      Refuse(config.name, "its kind " + std::to_string(plugin_.kind) + " is unknown to this version");
    }
    facts_.transformer = plugin_.kind == MILLRACE_TRANSFORMER;
    facts_.description = plugin_.description == nullptr ? "" : plugin_.description;
    facts_.config_keys = ListOf(plugin_.config_keys);
    facts_.reads = ListOf(plugin_.reads);
    facts_.sets = ListOf(plugin_.sets);
    facts_.dictionaries = (plugin_.flags & MILLRACE_DICTIONARIES) != 0;
    if (config.transformer && !facts_.transformer) Refuse(config.name, "it is an enrichment, not a transformer");
    CheckConfigKeys(facts_, config_);
  }

  const PluginFacts& facts() const override { return facts_; }
  std::unique_ptr<PluginInstance> Start() const override {
    return std::make_unique<LibraryInstance>(plugin_, facts_.name, config_);
  }

 private:
  PluginFacts facts_;
  std::string config_;
  MillracePlugin plugin_{};
};

}  // namespace

std::unique_ptr<Plugin> OpenLibraryPlugin(const Config::Plugin& config) {
  return std::make_unique<LibraryPlugin>(config);
}

}  // namespace millrace
