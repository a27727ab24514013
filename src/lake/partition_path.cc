#include "lake/partition_path.h"

#include <cstdio>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/app_id.h"
#include "core/integer_text.h"
#include "core/percent_encoding.h"
#include "core/time.h"
#include "core/utf8.h"

namespace millrace {
namespace {

constexpr std::string_view kSuffix = ".parquet";
// File systems limit names to 255 bytes; `partition_app=` takes 14 of them and the hash 17.
constexpr size_t kLongestValue = 240;
constexpr size_t kLongestCutValue = kLongestValue - 17;

// Which bytes of a value have to be escaped.
class Escaping {
 public:
  // Stores list their objects in XML, which permits neither invalid UTF-8 nor U+FFFE or U+FFFF.
  explicit Escaping(std::string_view value)
      : value_(value),
        only_ascii_(!IsValidUtf8(value) || value.find("\xEF\xBF\xBE") != std::string_view::npos ||
                    value.find("\xEF\xBF\xBF") != std::string_view::npos) {}

  bool Is(size_t index) const {
    const char c = value_[index];
    const auto byte = static_cast<unsigned char>(c);
    // Azure refuses a directory whose name ends with a dot.
    return byte < 0x20 || byte == 0x7F || (byte >= 0x80 && only_ascii_) || (c == '.' && index + 1 == value_.size()) ||
           std::string_view("\"#%'*/:=?\\{[]^").find(c) != std::string_view::npos;
  }

 private:
  std::string_view value_;
  bool only_ascii_;
};

// Removes `name=value` and the following slash from the front of `path`; null if `path` does not begin with it.
std::optional<std::string_view> TakeLevel(std::string_view& path, std::string_view name) {
  if (!path.starts_with(name) || path.size() <= name.size() || path[name.size()] != '=') return std::nullopt;
  path.remove_prefix(name.size() + 1);
  const size_t end = path.find('/');
  const std::string_view value = path.substr(0, end);
  path.remove_prefix(end == std::string_view::npos ? path.size() : end + 1);
  return value;
}

std::optional<int> TakeNumber(std::string_view& path, std::string_view name) {
  const auto text = TakeLevel(path, name);
  if (!text) return std::nullopt;
  return ParseWhole<int>(*text);
}

}  // namespace

std::string EscapePartitionValue(std::string_view value) {
  if (value.empty()) return std::string(kNullPartition);
  std::string escaped;
  escaped.reserve(value.size());
  const Escaping escaping(value);
  for (size_t i = 0; i < value.size(); ++i) {
    if (escaping.Is(i)) {
      AppendPercent(escaped, value[i]);
    } else {
      escaped += value[i];
    }
  }
  return escaped;
}

std::string UnescapePartitionValue(std::string_view escaped) {
  if (escaped == kNullPartition) return {};
  return PercentDecode(escaped, Plus::kKeep);
}

std::string FolderApp(std::string_view app) {
  if (app == kNullPartition) return {};
  size_t length = 0;
  size_t cut = 0;  // longest beginning that leaves room for the hash and ends between two characters
  const Escaping escaping(app);
  for (size_t i = 0; i < app.size(); ++i) {
    const auto byte = static_cast<unsigned char>(app[i]);
    if ((byte & 0xC0) != 0x80 && length <= kLongestCutValue) cut = i;
    length += escaping.Is(i) ? 3 : 1;
  }
  if (length <= kLongestValue) return std::string(app);
  char hash[18];
  std::snprintf(hash, sizeof hash, "~%016llx", static_cast<unsigned long long>(XXH3_64bits(app.data(), app.size())));
  return std::string(app.substr(0, cut)) + hash;
}

std::string PartitionFolder(const Partition& partition) {
  const CivilDay day = CivilFromDays(partition.day);
  char date[96];
  std::snprintf(date, sizeof date, "/partition_year=%04d/partition_month=%02d/partition_day=%02d", day.year, day.month,
                day.day);
  return "partition_app=" + EscapePartitionValue(FolderApp(partition.app)) + date;
}

std::optional<Partition> ParsePartitionFolder(std::string_view folder) {
  const auto app = TakeLevel(folder, kPartitionColumns[0]);
  if (!app || app->empty()) return std::nullopt;
  const auto year = TakeNumber(folder, kPartitionColumns[1]);
  const auto month = year ? TakeNumber(folder, kPartitionColumns[2]) : std::nullopt;
  const auto day = month ? TakeNumber(folder, kPartitionColumns[3]) : std::nullopt;
  if (!day || !folder.empty()) return std::nullopt;
  const auto days = DaysFromCivil({.year = *year, .month = *month, .day = *day});
  if (!days) return std::nullopt;
  return Partition{.app = UnescapePartitionValue(*app), .day = *days};
}

std::string TableFolder(std::string_view lake, std::string_view project, TableId table) {
  std::string folder(lake);
  if (!folder.ends_with('/')) folder += '/';
  folder.append(project).append("/").append(TableOf(table).name);
  return folder;
}

std::string StagingFolder(std::string_view lake, std::string_view project, std::string_view job_id) {
  std::string folder(lake);
  if (!folder.ends_with('/')) folder += '/';
  folder.append(project).append("/_staging/").append(job_id);
  return folder;
}

std::string LakeFileName(std::string_view job_id, uint32_t number, std::string_view task) {
  char suffix[32];
  std::snprintf(suffix, sizeof suffix, "%04u.parquet", number);
  return std::string(job_id) + "-" + std::string(task) + suffix;
}

std::optional<std::string_view> JobOfFileName(std::string_view name) {
  if (!name.ends_with(kSuffix)) return std::nullopt;
  name.remove_suffix(kSuffix.size());
  const size_t dash = name.rfind('-');
  if (dash == std::string_view::npos || dash == 0 || name.size() - dash - 1 < 4) return std::nullopt;
  if (name.substr(dash + 1).find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return name.substr(0, dash);
}

}  // namespace millrace
