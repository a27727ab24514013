// The layout of the lake: formats and parses the paths of its directories and files (lake-tables §1).
//
//   <lake>/<project>/<table>/partition_app=…/partition_year=YYYY/partition_month=MM/partition_day=DD/
//       <job id>-<nnnn>.parquet
//   <lake>/<project>/_staging/<job id>/<number>-<job id>-<nnnn>.parquet: the same files, before the job is committed;
//       those of an attempt at a task of the job have a directory of their own in it
//
// Pure functions; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/batch_sink.h"

namespace millrace {

// The columns that engines read from the names of the directories, outermost first.
inline constexpr std::array<std::string_view, 4> kPartitionColumns = {"partition_app", "partition_year",
                                                                      "partition_month", "partition_day"};

// Hive's escaping of a partition value: control characters and " # % ' * / : = ? \ { [ ] ^ become %XX; so do a dot at
// the end and, in a value that is not UTF-8 or has a character that XML has not, all bytes beyond ASCII, which object
// stores refuse. The empty value is __HIVE_DEFAULT_PARTITION__.
std::string EscapePartitionValue(std::string_view value);
// The inverse. A % that is not followed by two hexadecimal digits is unchanged.
std::string UnescapePartitionValue(std::string_view escaped);

// The app as a folder can bear it. A name that would be longer than a file system allows is cut and ends with ~ and a
// hash of the whole; a name that reads like Hive's word for «none» is none. All others are returned as they are.
std::string FolderApp(std::string_view app);

// `partition_app=…/partition_year=YYYY/partition_month=MM/partition_day=DD`. Years have at least four digits.
std::string PartitionFolder(const Partition& partition);
// The inverse. Null if the text is not such a path.
std::optional<Partition> ParsePartitionFolder(std::string_view folder);

std::string TableFolder(std::string_view lake, std::string_view project, TableId table);
std::string StagingFolder(std::string_view lake, std::string_view project, std::string_view job_id);

// `<job id>-<nnnn>.parquet`. `task`: digits of an attempt at a task of the job (lake_writer.h), placed before the
// number.
std::string LakeFileName(std::string_view job_id, uint32_t number, std::string_view task = {});
// The job id in the name of a file. Null if the name does not have the form of a lake file.
std::optional<std::string_view> JobOfFileName(std::string_view name);

}  // namespace millrace
