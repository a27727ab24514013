// A parser for the grammar of JSON and of the dialect of json_dialect.h, in one pass and without recursion, so that
// texts may be nested to any depth. What it reads goes to an `Output`:
//
//   void Byte(char c)                     a byte of the structure
//   void Text(std::string_view text)      a number, a word, or a part of a string that needs no rewriting
//   void Content(std::string_view text)   the content of a string; may contain bytes that are not UTF-8
//
// Not thread-safe.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/json_dialect.h"
#include "core/json_text.h"

namespace millrace {

template <typename Output>
class JsonGrammar {
 public:
  JsonGrammar(std::string_view text, JsonDialect dialect, Output output = {})
      : text_(text), output_(output), strict_(dialect == JsonDialect::kStrict) {}

  bool AtEnd() const { return at_ >= text_.size(); }
  // The next byte. Only before the end.
  char Peek() const { return text_[at_]; }
  void Skip() { ++at_; }
  void SkipTo(size_t at) { at_ = at; }
  void SkipBlanks() {
    while (!AtEnd() && IsBlank(text_[at_])) ++at_;
  }
  size_t at() const { return at_; }
  const std::string& error() const { return error_; }
  // The nesting depth of objects and arrays in the last value; 0 for a scalar.
  size_t depth() const { return depth_; }

  // Reads one complete value and its leading blanks. False if there is none; then error() says what is wrong.
  bool Value() {
    depth_ = 0;
    open_.clear();
    while (true) {
      // A value must follow, or the end of an array that has just begun.
      SkipBlanks();
      if (AtEnd()) return Fail("the text ends early");
      const char c = text_[at_];
      if (c == '{' || c == '[') {
        open_.push_back(c);
        depth_ = std::max(depth_, open_.size());
        output_.Byte(c);
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

  bool Fail(std::string_view what) {
    error_ = std::string(what) + " at byte " + std::to_string(at_ + 1);
    return false;
  }

 private:
  struct Word {
    std::string_view text;
    std::string_view strict;
  };
  static constexpr size_t kStrictWords = 3;  // the first ones
  static constexpr std::array<Word, 8> kWords = {{{"true", "true"},
                                                  {"false", "false"},
                                                  {"null", "null"},
                                                  {"NaN", "\"NaN\""},
                                                  {"Infinity", "\"Infinity\""},
                                                  {"-Infinity", "\"-Infinity\""},
                                                  {"INF", "\"Infinity\""},
                                                  {"-INF", "\"-Infinity\""}}};

  static bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
  static bool IsHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
  // Whether a word or number ends here; in a text of several values, also if the next one begins.
  static bool IsDelimiter(char c) {
    return IsBlank(c) || std::string_view(",:]}[{\"'").find(c) != std::string_view::npos;
  }

  bool IsQuote(char c) const { return c == '"' || (c == '\'' && !strict_); }

  void Close() {
    output_.Byte(text_[at_++]);
    open_.pop_back();
  }

  // Closes the objects and arrays that end here, up to the next comma. `another` is false if the whole value is closed.
  bool AfterValue(bool& another) {
    while (true) {
      SkipBlanks();
      if (AtEnd()) return Fail("the text ends early");
      const char c = text_[at_];
      const bool in_object = open_.back() == '{';
      if (c == ',') {
        output_.Byte(c);
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
    output_.Byte(':');
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
        output_.Text(word.strict);
        at_ = end;
        return true;
      }
    }
    if (!IsJsonNumber(token)) return Fail("a value is missing");
    output_.Text(token);
    at_ = end;
    return true;
  }

  bool String(char quote) {
    ++at_;
    output_.Byte('"');
    size_t copied = at_;
    const auto copy = [&] { output_.Content(text_.substr(copied, at_ - copied)); };
    for (; !AtEnd(); ++at_) {
      const char c = text_[at_];
      if (c == quote) {
        copy();
        output_.Byte('"');
        ++at_;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) return Fail("a raw control character in a string");
      if (c == '"') {
        copy();
        output_.Text("\\\"");
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
    return Fail("an unterminated string");
  }

  std::string_view text_;
  Output output_;
  const bool strict_;
  std::string open_;  // the brackets that are open
  std::string error_;
  size_t at_ = 0;
  size_t depth_ = 0;
};

// For callers that only need to know whether a text is valid, and where its values end.
struct NoJsonOutput {
  void Byte(char /*c*/) {}
  void Text(std::string_view /*text*/) {}
  void Content(std::string_view /*text*/) {}
};

// Skips strict JSON.
using JsonScanner = JsonGrammar<NoJsonOutput>;

}  // namespace millrace
