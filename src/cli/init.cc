// millrace init: writes a small working project.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>

#include "cli/command.h"
#include "core/error.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

// The documentation of a key as comment lines of at most 100 columns.
void AppendComment(std::string& out, const std::string& indent, std::string_view text) {
  constexpr size_t kWidth = 96;
  size_t column = 0;
  for (const std::string& word : CLI::detail::split(std::string(text), ' ')) {
    if (column == 0 || column + 1 + word.size() > kWidth) {
      out += (column == 0 ? "" : "\n") + indent + "#";
      column = indent.size() + 1;
    }
    out += " " + word;
    column += 1 + word.size();
  }
  out += '\n';
}

// Every key with its meaning and default, commented out: an empty file works, and the user sees what can be changed.
std::string ConfigText(const std::string& project) {
  std::string out = "# Configuration of Millrace. Every key has a default; docs/reference/config.md describes them.\n";
  std::string section;
  for (const ConfigKeyInfo& key : ConfigKeys()) {
    std::string name(key.name);
    std::string indent;
    if (const size_t dot = name.find('.'); dot != std::string::npos) {
      if (name.substr(0, dot) != section) {
        section = name.substr(0, dot);
        out += "\n" + section + ":\n";
      }
      name = name.substr(dot + 1);
      indent = "  ";
    } else {
      out += '\n';
    }
    AppendComment(out, indent, key.meaning);
    if (key.name == "project") {
      out += "project: " + project + "\n";
      continue;
    }
    const std::string value(key.default_value);
    out.append(indent).append("# ").append(name).append(value.starts_with('(') ? ":   # " : ": ").append(value) += '\n';
  }
  return out;
}

void WriteNew(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw SystemError("cannot write " + path.string());
}

// The name of the directory if it is a valid project name.
std::string ProjectNameOf(const fs::path& folder) {
  const std::string name = fs::absolute(folder).lexically_normal().filename().string();
  try {
    return ParseConfig("project: \"" + name + "\"", "").project;
  } catch (const UserError&) {
    return "default";
  }
}

int Init(const std::string& folder_name) {
  const fs::path folder = fs::path(folder_name) / "";
  const fs::path config = folder / "millrace.yml";
  std::error_code error;
  if (fs::exists(config, error)) throw UserError("a project already exists, nothing was changed: " + config.string());
  fs::create_directories(folder / "raw", error);
  if (error) throw SystemError("cannot create the directory " + (folder / "raw").string() + ": " + error.message());
  WriteNew(config, ConfigText(ProjectNameOf(folder.parent_path())));
  std::string written = config.string() + "\n" + (folder / "raw/").string() + "\n";
  const fs::path ignore = folder / ".gitignore";
  if (!fs::exists(ignore, error)) {
    WriteNew(ignore, "# Data, not source.\n/raw/\n/lake/\n/state/\n");
    written += ignore.string() + "\n";
  }
  PrintToStdout(written);
  const std::string enter = folder_name == "." ? "" : "cd " + folder_name + "\n  ";
  const std::string next =
      "Next: put raw request files into raw/, or generate some, and process them:\n  " + enter +
      "millrace generate --output raw --size 10MB\n  millrace process\n  "
      "millrace query \"SELECT event_name, count(*) FROM event_v2 GROUP BY ALL ORDER BY 2 DESC\"\n";
  (void)std::fwrite(next.data(), 1, next.size(), stderr);
  return kExitDone;
}

}  // namespace

void RegisterInit(CommandLine& line) {
  auto folder = std::make_shared<std::string>(".");
  CLI::App& command =
      AddCommand(line.root, "init", "Create a small working project: millrace.yml, raw/ and .gitignore",
                 {"millrace init # in the current directory", "millrace init shop # in a new directory"});
  AddArgument(command, "DIRECTORY", *folder, "The directory; created if it does not exist");
  command.callback([&line, folder] { line.run = [folder] { return Init(*folder); }; });
}

}  // namespace millrace
