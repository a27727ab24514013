#include "upkeep/person_rows.h"

#include <algorithm>

#include <arrow/record_batch.h>

#include "core/base64.h"
#include "core/json_text.h"
#include "schema/text_cell.h"

namespace millrace {
namespace {

// Indices of the columns that a reader requests.
enum RejectText : int { kRejectOriginal, kRejectRequest, kRejectEncoding, kRejectDetail };

constexpr PayloadForm kForms[] = {PayloadForm::kBundle, PayloadForm::kForm};  // kJson is in the first

size_t ColumnNamed(TableId table, std::string_view name) {
  const auto columns = TableOf(table).columns;
  const auto found = std::ranges::find(columns, name, &Column::name);
  return static_cast<size_t>(found - columns.begin());
}

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool HoldsWord(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    if ((at == 0 || !IsWordByte(text[at - 1])) && (end == text.size() || !IsWordByte(text[end]))) return true;
  }
  return false;
}

}  // namespace

PersonRows::PersonRows(TableId table, const std::vector<std::string>& ids) : table_(table), ids_(ids) {
  for (const std::string& id : ids) {
    words_.push_back(id);
    std::string quoted;
    AppendJsonString(quoted, id);
    if (quoted.size() != id.size() + 2) words_.push_back(quoted.substr(1, quoted.size() - 2));
  }
  if (table == TableId::kReject) {
    for (const RejectColumn column :
         {RejectColumn::original, RejectColumn::request, RejectColumn::encoding, RejectColumn::detail}) {
      columns_.push_back(static_cast<size_t>(column));
    }
  } else {
    columns_ = {ColumnNamed(table, "user_pseudo_id"), ColumnNamed(table, "user_id")};
  }
}

bool PersonRows::Holds(std::string_view text) const {
  return std::ranges::any_of(words_, [&](const std::string& word) { return HoldsWord(text, word); });
}

// The decoded payloads of a raw line; a line that is not a request has none.
bool PersonRows::HoldsInRequest(std::string_view line) {
  std::string padded(line);
  padded.append(kJsonPadding, ' ');
  rows_.Start(std::string_view(padded).substr(0, line.size()));
  for (LineValue value; rows_.Next(value);) {
    if (value.row == nullptr) continue;
    for (const PayloadForm form : kForms) {  // of whichever client
      const PayloadDecoder::Result payload = payloads_.Decode(value.row->data, true, form);
      if (payload.json.data() != nullptr && Holds(payload.json)) return true;
    }
  }
  return false;
}

bool PersonRows::Drops(const arrow::RecordBatch& batch, int64_t row) {
  const auto text = [&](int column) { return TextAt(*batch.column(column), row); };
  if (table_ != TableId::kReject) {
    const std::string_view device = text(0);
    const std::string_view user = text(1);
    return std::ranges::any_of(ids_, [&](const std::string& id) {
      return (device.data() != nullptr && device == id) || (user.data() != nullptr && user == id);
    });
  }
  std::string_view original = text(kRejectOriginal);
  if (text(kRejectEncoding) == "base64") {
    buffer_.resize(Base64DecodedBound(original.size()));
    buffer_.resize(DecodeBase64(original, buffer_.data()).size);
    original = buffer_;
  }
  return Holds(original) || Holds(text(kRejectRequest)) || Holds(text(kRejectDetail)) || HoldsInRequest(original);
}

}  // namespace millrace
