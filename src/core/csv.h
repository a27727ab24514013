// CSV files that users edit: RFC 4180 with a header. Reads a whole file and reports the position of a fault.
//
// Our own code, because no packaged library of Debian 12 both reads RFC 4180 strictly and provides the line and column
// of a field for messages. A CsvFile is immutable, so thread-safe.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

struct CsvField {
  std::string text;
  size_t line = 0;    // where the field starts, from 1
  size_t column = 0;  // in bytes, from 1
};

class CsvFile {
 public:
  using Row = std::vector<CsvField>;

  // Fields are separated by `,`; lines end with LF or CRLF; a field in `"` may contain any of these, and `""` for a
  // quote. Empty lines and a byte order mark are skipped. The header must name exactly `columns`, in any order. Throws
  // SourceError. `name` is the file's name in messages; its content `text` must outlive the object.
  CsvFile(std::string_view name, std::string_view text, std::span<const std::string_view> columns);

  // The rows after the header; the fields of each are in the order of `columns`.
  const std::vector<Row>& rows() const& { return rows_; }
  const std::vector<Row>& rows() const&& = delete;

  // Throws a SourceError about the content of a field.
  [[noreturn]] void Fail(const CsvField& field, std::string_view message) const;

 private:
  std::string name_;
  std::string_view text_;
  std::vector<Row> rows_;
};

}  // namespace millrace
