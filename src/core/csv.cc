#include "core/csv.h"

#include <algorithm>
#include <utility>

#include "core/did_you_mean.h"
#include "core/source_position.h"
#include "core/utf8.h"

namespace millrace {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class Reader {
 public:
  Reader(std::string_view name, std::string_view text) : name_(name), text_(text) {
    if (text_.starts_with(kByteOrderMark)) at_ = line_start_ = kByteOrderMark.size();
  }

  // False at the end of the file.
  bool NextRow(CsvFile::Row& row) {
    row.clear();
    while (at_ < text_.size() && SkipLineEnd()) {
    }
    if (at_ == text_.size()) return false;
    row.push_back(ReadField());
    while (at_ < text_.size() && text_[at_] == ',') {
      ++at_;
      row.push_back(ReadField());
    }
    if (at_ < text_.size() && !SkipLineEnd()) Fail("carriage return without line feed");
    CheckUtf8(row);
    return true;
  }

 private:
  CsvField ReadField() {
    CsvField field{{}, line_, at_ - line_start_ + 1};
    if (at_ < text_.size() && text_[at_] == '"') {
      ReadQuoted(field);
      return field;
    }
    const size_t end = std::min(text_.find_first_of(",\r\n\"", at_), text_.size());
    field.text = text_.substr(at_, end - at_);
    at_ = end;
    if (at_ < text_.size() && text_[at_] == '"') Fail("quote inside a field that does not start with one");
    return field;
  }

  void ReadQuoted(CsvField& field) {
    const std::pair<size_t, size_t> open = {line_, field.column};
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        if (at_ == text_.size() || text_[at_] != '"') {
          if (at_ < text_.size() && std::string_view(",\r\n").find(text_[at_]) == std::string_view::npos) {
            Fail("text after the closing quote of a field");
          }
          return;
        }
      } else if (text_[at_] == '\n') {
        ++line_;
        line_start_ = at_ + 1;
      }
      field.text += text_[at_];
    }
    throw SourceError(name_, text_, open.first, open.second, "unterminated quote");
  }

  // Skips LF or CRLF; false if something else follows.
  bool SkipLineEnd() {
    size_t end = at_;
    if (text_[end] == '\r') ++end;
    if (end == text_.size() || text_[end] != '\n') return false;
    at_ = line_start_ = end + 1;
    ++line_;
    return true;
  }

  void CheckUtf8(const CsvFile::Row& row) const {
    for (const CsvField& field : row) {
      if (!IsValidUtf8(field.text)) throw SourceError(name_, text_, field.line, field.column, "text is not UTF-8");
    }
  }

  [[noreturn]] void Fail(std::string_view message) const {
    throw SourceError(name_, text_, line_, at_ - line_start_ + 1, message);
  }

  std::string_view name_;
  std::string_view text_;
  size_t at_ = 0;
  size_t line_ = 1;
  size_t line_start_ = 0;
};

std::string Join(std::span<const std::string_view> columns) {
  std::string text;
  for (const std::string_view column : columns) text.append(text.empty() ? "" : ",").append(column);
  return text;
}

}  // namespace

CsvFile::CsvFile(std::string_view name, std::string_view text, std::span<const std::string_view> columns)
    : name_(name), text_(text) {
  Reader reader(name, text);
  Row row;
  if (!reader.NextRow(row)) throw SourceError(name_, text_, 1, 1, "header missing: " + Join(columns));
  // The position of each wanted column in the file.
  std::vector<size_t> places(columns.size(), row.size());
  for (size_t i = 0; i < row.size(); ++i) {
    const auto known = std::find(columns.begin(), columns.end(), row[i].text);
    if (known == columns.end()) {
      Fail(row[i], "unknown column `" + row[i].text + "`" + DidYouMeanHint(row[i].text, columns) + " (the header is " +
                       Join(columns) + ")");
    }
    size_t& place = places[static_cast<size_t>(known - columns.begin())];
    if (place != row.size()) Fail(row[i], "duplicate column `" + row[i].text + "`");
    place = i;
  }
  const size_t width = row.size();
  for (size_t i = 0; i < columns.size(); ++i) {
    if (places[i] == width) Fail(row[0], "column `" + std::string(columns[i]) + "` is missing");
  }
  while (reader.NextRow(row)) {
    if (row.size() != width) {
      Fail(row[0], "row has " + std::to_string(row.size()) + " fields, the header has " + std::to_string(width));
    }
    Row& sorted = rows_.emplace_back();
    sorted.reserve(width);
    for (const size_t place : places) sorted.push_back(std::move(row[place]));
  }
}

void CsvFile::Fail(const CsvField& field, std::string_view message) const {
  throw SourceError(name_, text_, field.line, field.column, message);
}

}  // namespace millrace
