#include "core/json_dialect.h"

#include <array>
#include <cstdint>
#include <span>

#include "core/json_text.h"
#include "core/utf8.h"

namespace millrace {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr size_t kSpareBytes = 64;  // what a simdjson parser may read behind the text

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsHex(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// A word or number ends here; in a text of several values also where the next one begins.
bool IsDelimiter(char c) {
  return IsBlank(c) || std::string_view(",:]}[{\"'").find(c) != std::string_view::npos;
}

struct Word {
  std::string_view text;
  std::string_view strict;
};
constexpr size_t kStrictWords = 3;  // the first ones
constexpr std::array<Word, 8> kWords = {{{"true", "true"},
                                         {"false", "false"},
                                         {"null", "null"},
                                         {"NaN", "\"NaN\""},
                                         {"Infinity", "\"Infinity\""},
                                         {"-Infinity", "\"-Infinity\""},
                                         {"INF", "\"Infinity\""},
                                         {"-INF", "\"-Infinity\""}}};

// One pass over the text, without recursion: a text may be nested as deep as it likes before it is refused.
class Normaliser {
 public:
  Normaliser(std::string_view text, std::string& out, JsonDialect dialect)
      : text_(text), out_(out), strict_(dialect == JsonDialect::kStrict) {}

  bool Run() {
    while (true) {
      // A value is due, or the end of an array that has just begun.
      SkipBlanks();
      if (AtEnd()) return Fail("the text breaks off");
      const char c = text_[at_];
      if (c == '{' || c == '[') {
        if (open_.size() >= kMaxJsonDepth) return Fail("nested too deep");
        open_.push_back(c);
        out_.push_back(c);
        ++at_;
        SkipBlanks();
        const char close = c == '{' ? '}' : ']';
        if (AtEnd() || text_[at_] != close) {
          if (c == '{' && !Key()) return false;
          continue;
        }
        Close();
      } else if (!Scalar(c)) {
        return false;
      }
      if (open_.empty()) return true;
      bool another = false;
      if (!AfterValue(another)) return false;
      if (!another) return true;
    }
  }

  std::string TakeError() { return std::move(error_); }
  size_t at() const { return at_; }

 private:
  bool AtEnd() const { return at_ >= text_.size(); }

  bool IsQuote(char c) const { return c == '"' || (c == '\'' && !strict_); }

  void SkipBlanks() {
    while (!AtEnd() && IsBlank(text_[at_])) ++at_;
  }

  bool Fail(std::string_view what) {
    error_ = std::string(what) + " at byte " + std::to_string(at_ + 1);
    return false;
  }

  void Close() {
    out_.push_back(text_[at_++]);
    open_.pop_back();
  }

  // Closes what ends here, up to the next comma; `another` is false when that closed the whole value.
  bool AfterValue(bool& another) {
    while (true) {
      SkipBlanks();
      if (AtEnd()) return Fail("the text breaks off");
      const char c = text_[at_];
      const bool in_object = open_.back() == '{';
      if (c == ',') {
        out_.push_back(c);
        ++at_;
        another = true;
        return !in_object || Key();
      }
      if (c != (in_object ? '}' : ']')) {
        return Fail(in_object ? "a comma or } is missing" : "a comma or ] is missing");
      }
      Close();
      if (open_.empty()) return true;
    }
  }

  bool Key() {
    SkipBlanks();
    if (AtEnd() || !IsQuote(text_[at_])) return Fail("a quoted key is missing");
    if (!String(text_[at_])) return false;
    SkipBlanks();
    if (AtEnd() || text_[at_] != ':') return Fail("a colon is missing");
    out_.push_back(':');
    ++at_;
    return true;
  }

  bool Scalar(char c) {
    if (IsQuote(c)) return String(c);
    const size_t begin = at_;
    size_t end = at_;
    while (end < text_.size() && !IsDelimiter(text_[end])) ++end;
    const std::string_view token = text_.substr(begin, end - begin);
    for (const Word& word : strict_ ? std::span(kWords).first(kStrictWords) : std::span(kWords)) {
      if (token == word.text) {
        out_.append(word.strict);
        at_ = end;
        return true;
      }
    }
    if (!IsJsonNumber(token)) return Fail("a value is missing");
    out_.append(token);
    at_ = end;
    return true;
  }

  bool String(char quote) {
    ++at_;
    out_.push_back('"');
    size_t copied = at_;
    const auto copy = [&] { out_.append(text_, copied, at_ - copied); };
    for (; !AtEnd(); ++at_) {
      const char c = text_[at_];
      if (c == quote) {
        copy();
        out_.push_back('"');
        ++at_;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) return Fail("a raw control character in a string");
      if (c == '"') {
        copy();
        out_.append("\\\"");
        copied = at_ + 1;
      } else if (c == '\\') {
        const char escaped = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        if (escaped == '\'' && !strict_) {
          copy();
          copied = at_ + 1;  // the quote stays, its backslash does not
        } else if (escaped == 'u') {
          for (size_t i = at_ + 2; i < at_ + 6; ++i) {
            if (i >= text_.size() || !IsHex(text_[i])) return Fail("a malformed escape");
          }
        } else if (escaped == '\0' || std::string_view("\"\\/bfnrt").find(escaped) == std::string_view::npos) {
          return Fail("a malformed escape");
        }
        ++at_;
      }
    }
    return Fail("a string without its end");
  }

  std::string_view text_;
  std::string& out_;
  const bool strict_;
  std::string open_;  // the brackets that are open
  std::string error_;
  size_t at_ = 0;
};

}  // namespace

bool NormaliseFirstJson(std::string_view text, size_t& size, std::string& strict, std::string& error,
                        JsonDialect dialect) {
  const std::string_view mark = text.starts_with(kByteOrderMark) ? kByteOrderMark : std::string_view();
  text.remove_prefix(mark.size());
  const auto run = [&](std::string_view from) {
    strict.clear();
    strict.reserve(from.size() + kSpareBytes);
    Normaliser normaliser(from, strict, dialect);
    const bool sound = normaliser.Run();
    if (sound) {
      size = mark.size() + normaliser.at();
    } else {
      error = normaliser.TakeError();
    }
    return sound;
  };
  if (!run(text)) return false;
  // Bytes that are not UTF-8 can only stand in strings; so they do not move where the value ends.
  if (const std::string_view value = text.substr(0, size - mark.size()); !IsValidUtf8(value)) {
    const size_t sent = size;
    std::string repaired;
    ReplaceInvalidUtf8(value, repaired);
    run(repaired);
    size = sent;
  }
  strict.reserve(strict.size() + kSpareBytes);
  return true;
}

bool NormaliseJson(std::string_view text, std::string& strict, std::string& error, JsonDialect dialect) {
  size_t size = 0;
  return NormaliseFirstJson(text, size, strict, error, dialect);
}

}  // namespace millrace
