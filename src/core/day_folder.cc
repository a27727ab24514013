#include "core/day_folder.h"

#include "core/integer_text.h"

namespace millrace {

std::string_view DayFolderOf(std::string_view path) {
  std::string_view rest = path;
  for (const std::string_view name : {"year=", "month=", "day="}) {
    if (!TakeFolderNumber(rest, name)) return {};
  }
  // Without a slash after it, the last part is a file.
  if (rest.empty()) return {};
  return path.substr(0, path.size() - rest.size() - 1);
}

std::string_view DateFoldersOf(std::string_view path) {
  // What follows the last slash is a file.
  const size_t folder = path.rfind('/');
  if (folder == std::string_view::npos) return {};
  const std::string_view folders = path.substr(0, folder);
  std::string_view rest = folders;
  for (const std::string_view name : {"year=", "month=", "day="}) {
    if (!TakeFolderNumber(rest, name)) break;
  }
  if (rest.empty()) return folders;
  return rest.size() == folders.size() ? std::string_view() : folders.substr(0, folders.size() - rest.size() - 1);
}

std::optional<int> TakeFolderNumber(std::string_view& path, std::string_view name) {
  if (!path.starts_with(name)) return std::nullopt;
  const size_t slash = path.find('/');
  const std::string_view digits = path.substr(0, slash).substr(name.size());
  const auto number = ParseWhole<int>(digits);
  if (!number || digits.size() > 4) return std::nullopt;
  path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  return number;
}

}  // namespace millrace
