#include "enrich/device_models.h"

#include <algorithm>
#include <array>

#include "core/csv.h"
#include "core/did_you_mean.h"
#include "core/letter_case.h"
#include "enrich/device_category.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, 3> kDeviceModelColumns = {"kind", "text", "category"};
constexpr std::array<std::string_view, 2> kKinds = {"prefix", "word"};  // in the order of Kind
constexpr std::array kCategories = {kCategoryMobile, kCategoryTablet, kCategoryPc, kCategoryBot, kCategoryOther};

// Non-ASCII letters are parts of words, too.
bool IsOfWord(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool HasWord(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    if ((at == 0 || !IsOfWord(text[at - 1])) && (end == text.size() || !IsOfWord(text[end]))) return true;
  }
  return false;
}

// The position where the parenthesis that opens at `open` is closed, or npos.
size_t ClosingBracket(std::string_view text, size_t open) {
  int depth = 0;
  for (size_t at = open; at < text.size(); ++at) {
    if (text[at] == '(') ++depth;
    if (text[at] == ')' && --depth == 0) return at;
  }
  return std::string_view::npos;
}

}  // namespace

std::string_view ModelOf(std::string_view user_agent) {
  const size_t open = user_agent.find('(');
  if (open == std::string_view::npos) return {};
  const size_t end = std::min(user_agent.find(" Build", open), ClosingBracket(user_agent, open));
  if (end == std::string_view::npos) return {};
  const std::string_view group = user_agent.substr(open, end - open);
  const size_t start = group.rfind("; ");
  return start == std::string_view::npos ? std::string_view() : group.substr(start + 2);
}

DeviceModels DeviceModels::Parse(std::string_view text, std::string_view file) {
  const CsvFile csv(file, text, kDeviceModelColumns);
  DeviceModels models;
  std::string lower;
  for (const CsvFile::Row& fields : csv.rows()) {
    const auto* kind = std::find(kKinds.begin(), kKinds.end(), fields[0].text);
    if (kind == kKinds.end()) {
      csv.Fail(fields[0],
               "unknown kind `" + fields[0].text + "`" + DidYouMeanHint(fields[0].text, kKinds) + " (prefix or word)");
    }
    if (fields[1].text.empty()) csv.Fail(fields[1], "`text` is empty");
    if (std::find(kCategories.begin(), kCategories.end(), fields[2].text) == kCategories.end()) {
      csv.Fail(fields[2], "unknown category `" + fields[2].text + "`" + DidYouMeanHint(fields[2].text, kCategories) +
                              " (Mobile, Tablet, PC, Bot or Other)");
    }
    LowerCase(fields[1].text, lower);
    const Row row{static_cast<Kind>(kind - kKinds.begin()), lower, fields[2].text, fields[0].line};
    const auto same = std::find_if(models.rows_.begin(), models.rows_.end(),
                                   [&](const Row& other) { return other.kind == row.kind && other.text == row.text; });
    if (same != models.rows_.end()) {
      csv.Fail(fields[1], "duplicate " + fields[0].text + " `" + fields[1].text + "`: it is in line " +
                              std::to_string(same->line) + " too");
    }
    models.rows_.push_back(row);
  }
  return models;
}

const DeviceModels::Row* DeviceModels::Find(std::string_view model) const {
  std::string lower;
  LowerCase(model, lower);
  for (const Row& row : rows_) {
    const bool holds = row.kind == Kind::kPrefix ? lower.starts_with(row.text) : HasWord(lower, row.text);
    if (holds) return &row;
  }
  return nullptr;
}

}  // namespace millrace
