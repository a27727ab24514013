// A temporary folder in which plug-ins are written and built with the system's compilers, and
// small batches of event_v2.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <arrow/api.h>
#include <gtest/gtest.h>

#include "core/config.h"
#include "core/error.h"
#include "core/testing/temporary_folder.h"
#include "plugin/plugin.h"
#include "schema/arrow_schema.h"

namespace millrace {

// An address for every even row, an agent for every odd one.
class TestSentValues : public SentValues {
 public:
  const Row& At(int64_t row) override {
    row_ = {};
    row % 2 == 0 ? row_.ip = "8.8.8.8" : row_.user_agent = "agent";
    return row_;
  }

 private:
  Row row_;
};

class PluginTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ + "/" + name) << text;
    return folder_ + "/" + name;
  }
  // Builds a library as anybody would: the compiler, one file, the folder of the public headers.
  std::string Build(const std::string& source, const std::string& name) const {
    const bool c = source.ends_with(".c");
    const std::string library = folder_ + "/" + name + ".so";
    const std::string command = std::string(c ? "cc" : "c++ -std=c++17") + " -Wall -Wextra -Werror -shared -fPIC -o " +
                                library + " -I " MILLRACE_SOURCE_DIR "/plugins/include " + source;
    EXPECT_EQ(std::system(command.c_str()), 0) << command;  // NOLINT(concurrency-mt-unsafe)
    return library;
  }
  static std::string Example(const std::string& name) { return MILLRACE_SOURCE_DIR "/plugins/examples/" + name; }

  static inline TestSentValues sent_;

  static Config::Plugin Library(const std::string& name, const std::string& path, const std::string& config = "{}") {
    Config::Plugin plugin;
    plugin.name = name;
    plugin.path = path;
    plugin.config = config;
    return plugin;
  }

  // A batch of event_v2 with these texts by column; null where a text is "-". All other columns are null.
  static std::shared_ptr<arrow::RecordBatch> Events(const std::map<std::string, std::vector<std::string>>& texts) {
    const auto& schema = ArrowSchema(TableId::kEvent);
    const auto rows = static_cast<int64_t>(texts.begin()->second.size());
    arrow::ArrayVector columns;
    for (const auto& field : schema->fields()) {
      const auto found = texts.find(field->name());
      if (found == texts.end()) {
        columns.push_back(arrow::MakeArrayOfNull(field->type(), rows).ValueOrDie());
        continue;
      }
      arrow::StringDictionary32Builder builder;
      for (const std::string& text : found->second) {
        EXPECT_TRUE((text == "-" ? builder.AppendNull() : builder.Append(text)).ok());
      }
      columns.push_back(builder.Finish().ValueOrDie());
    }
    arrow::FieldVector fields = schema->fields();
    for (size_t i = 0; i < fields.size(); ++i) fields[i] = fields[i]->WithType(columns[i]->type());
    return arrow::RecordBatch::Make(arrow::schema(fields), rows, columns);
  }

  static std::vector<std::string> Texts(const arrow::Array& array) {
    std::vector<std::string> texts;
    for (int64_t row = 0; row < array.length(); ++row) {
      const auto scalar = array.GetScalar(row).ValueOrDie();
      texts.push_back(
          !scalar->is_valid ? "-"
          : array.type_id() == arrow::Type::DICTIONARY
              ? static_cast<const arrow::DictionaryScalar&>(*scalar).GetEncodedValue().ValueOrDie()->ToString()
              : scalar->ToString());
    }
    return texts;
  }

  // What opening, starting or running a plug-in throws.
  template <typename Action>
  static std::string ErrorOf(Action action) {
    try {
      action();
    } catch (const UserError& error) {
      return std::string("UserError: ") + error.what();
    } catch (const SystemError& error) {
      return std::string("SystemError: ") + error.what();
    }
    return "no error";
  }

  const TemporaryFolder temporary_;
  const std::string folder_ = temporary_.path();
};

}  // namespace millrace
