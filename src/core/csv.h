// CSV files that users edit: RFC 4180 with a header. Reads a file as a whole and says where a fault is.
//
// Written here because no packaged library of Debian 12 reads RFC 4180 strictly AND knows the line and column of a
// field, which the messages need. A CsvFile is immutable once made. Any number of threads may read it.
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

  // Fields are separated by `,`, lines end with LF or CRLF, a field in `"` may hold any of these and `""` for a quote.
  // Blank lines and a byte order mark are skipped. The header must name exactly `columns`, in any order. Throws
  // SourceError. `name` is the file's name in messages; `text`, its content, must outlive the object.
  CsvFile(std::string_view name, std::string_view text, std::span<const std::string_view> columns);

  // The rows behind the header; the fields of each are in the order of `columns`.
  const std::vector<Row>& rows() const& { return rows_; }
  const std::vector<Row>& rows() const&& = delete;

  // Throws the SourceError of a field whose content is at fault.
  [[noreturn]] void Fail(const CsvField& field, std::string_view message) const;

 private:
  std::string name_;
  std::string_view text_;
  std::vector<Row> rows_;
};

}  // namespace millrace
