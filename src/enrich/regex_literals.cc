#include "enrich/regex_literals.h"

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <utility>

#include "core/letter_case.h"
#include "enrich/regex_piece.h"

namespace millrace {
namespace {

constexpr size_t kMaxClassSize = 8;  // a class of more characters counts as any character
constexpr size_t kMaxClauses = 4;    // the best ones
constexpr int kMaxRepeat = 1000;     // RE2's own limit
constexpr int kMaxRegexDepth = 200;

using regex::Alternatives;
using regex::Anything;
using regex::IsBetterClause;
using regex::Piece;
using regex::Sequence;
using regex::Text;

// A recursive-descent parser of RE2's syntax. Valid syntax that is too rare to be analysed sets `give_up_`.
class Reader {
 public:
  explicit Reader(std::string_view regex) : regex_(regex) {}

  RegexLiterals Read() {
    Piece piece = ReadAlternatives(0);
    RegexLiterals result;
    if (error_.empty() && !give_up_ && !AtEnd()) error_ = "`)` without `(`";
    result.error = error_;
    if (!error_.empty() || give_up_) return result;
    regex::AppendClauses(std::move(piece), result.clauses);
    std::vector<LiteralClause>& clauses = result.clauses;
    std::stable_sort(clauses.begin(), clauses.end(), IsBetterClause);
    clauses.erase(std::unique(clauses.begin(), clauses.end()), clauses.end());
    if (clauses.size() > kMaxClauses) clauses.resize(kMaxClauses);
    return result;
  }

 private:
  bool AtEnd() const { return position_ >= regex_.size(); }
  bool Stopped() const { return give_up_ || !error_.empty(); }
  char Peek() const { return regex_[position_]; }
  bool Take(std::string_view text) {
    if (regex_.substr(position_, text.size()) != text) return false;
    position_ += text.size();
    return true;
  }
  Piece Fail(std::string_view error) {
    if (error_.empty()) error_ = error;
    return Anything();
  }
  Piece GiveUp() {
    give_up_ = true;
    return Anything();
  }

  Piece ReadAlternatives(int depth) {
    if (depth > kMaxRegexDepth) return GiveUp();
    std::vector<Piece> branches;
    do {
      branches.push_back(ReadSequence(depth));
    } while (!Stopped() && Take("|"));
    return Alternatives(std::move(branches));
  }

  Piece ReadSequence(int depth) {
    Sequence sequence;
    while (!Stopped() && !AtEnd() && Peek() != '|' && Peek() != ')') {
      if (IsPlain()) {  // most of an expression; spares a piece for every letter
        sequence.AppendCharacter(LowerAscii(regex_[position_++]));
        continue;
      }
      Piece atom = ReadAtom(depth);
      if (!Stopped()) sequence.Append(ReadRepeats(std::move(atom)));
    }
    return sequence.Finish();
  }

  // Whether the next character is a literal that is not repeated.
  bool IsPlain() const {
    constexpr std::string_view kSpecial = "\\^$.|?*+()[]{}";
    if (static_cast<unsigned char>(Peek()) >= 0x80 || kSpecial.find(Peek()) != std::string_view::npos) return false;
    return position_ + 1 == regex_.size() ||
           std::string_view("?*+{").find(regex_[position_ + 1]) == std::string_view::npos;
  }

  Piece ReadAtom(int depth) {
    char c = regex_[position_++];
    switch (c) {
      case '(':
        return ReadGroup(depth);
      case '[':
        return ReadClass();
      case '\\':
        return ReadEscape();
      case '.':
        return Anything();
      case '^':
      case '$':
        return Text("");
      case '*':
      case '+':
      case '?':
        return Fail("a repetition without something to repeat");
      default:
        break;
    }
    if (static_cast<unsigned char>(c) >= 0x80) {  // one code point, whose letter case is not analysed
      while (!AtEnd() && (static_cast<unsigned char>(Peek()) & 0xC0) == 0x80) ++position_;
      return Anything();
    }
    return Text(std::string(1, LowerAscii(c)));
  }

  Piece ReadGroup(int depth) {
    if (Take("?")) {
      if (Take("=") || Take("!") || Take("<")) return Fail("look-around is not supported");
      if (Take("P")) {
        if (!Take("<")) return Fail("`(?P` without a name");
        while (!AtEnd() && Peek() != '>') ++position_;
        if (!Take(">")) return Fail("an unterminated group name");
      } else {
        // Of the flags only letter case would matter here, and it is ignored anyway.
        while (!AtEnd() && std::string_view("imsU-").find(Peek()) != std::string_view::npos) ++position_;
        if (Take(")")) return Text("");
        if (!Take(":")) return Fail("unknown kind of group");
      }
    }
    Piece inner = ReadAlternatives(depth + 1);
    if (Stopped()) return inner;
    if (!Take(")")) return Fail("`(` without `)`");
    return inner;
  }

  Piece ReadEscape() {
    if (AtEnd()) return Fail("a backslash at the end");
    char c = regex_[position_++];
    switch (c) {
      case 'b':
      case 'B':
      case 'A':
      case 'z':
        return Text("");
      default:
        // Classes of characters, and characters that no user agent contains.
        if (std::string_view("dDwWsStnrfva").find(c) != std::string_view::npos) return Anything();
        break;
    }
    if (c >= '1' && c <= '9') {
      bool octal = c <= '7' && !AtEnd() && Peek() >= '0' && Peek() <= '7';
      return octal ? GiveUp() : Fail("back-references are not supported");
    }
    if (c == 'Z') return Fail("`\\Z` is not supported");
    if ((c >= '0' && c <= '9') || (LowerAscii(c) >= 'a' && LowerAscii(c) <= 'z') ||
        static_cast<unsigned char>(c) >= 0x80) {
      return GiveUp();
    }
    return Text(std::string(1, c));
  }

  // A bracket expression. Small ones are enumerated; of the others only the end is searched.
  Piece ReadClass() {
    bool spelled = !Take("^");
    std::bitset<128> characters;
    bool first = true;
    while (true) {
      if (AtEnd()) return Fail("`[` without `]`");
      if (Peek() == ']' && !first) break;
      first = false;
      if (Take("[:")) {
        size_t end = regex_.find(":]", position_);
        if (end == std::string_view::npos) return GiveUp();
        position_ = end + 2;
        spelled = false;
        continue;
      }
      char low = 0;
      if (!ReadClassCharacter(low)) spelled = false;
      if (Stopped()) return Anything();
      char high = low;
      if (regex_.substr(position_, 1) == "-" && position_ + 1 < regex_.size() && regex_[position_ + 1] != ']') {
        ++position_;
        if (!ReadClassCharacter(high)) spelled = false;
        if (Stopped()) return Anything();
        if (spelled && high < low) return Fail("a character range in reverse order");
      }
      const auto last = static_cast<unsigned char>(high);
      for (size_t c = static_cast<unsigned char>(low); spelled && c <= last; ++c) {
        characters.set(static_cast<size_t>(LowerAscii(static_cast<char>(c))));
      }
    }
    ++position_;
    if (!spelled || characters.count() > kMaxClassSize) return Anything();
    Piece piece = {true, {}, {}};
    for (size_t c = 0; c < characters.size(); ++c) {
      if (characters[c]) piece.texts.emplace_back(1, static_cast<char>(c));
    }
    return piece;
  }

  // One member of a bracket expression. False unless it is a single, known ASCII character.
  bool ReadClassCharacter(char& c) {
    if (AtEnd()) return false;
    c = regex_[position_++];
    if (static_cast<unsigned char>(c) >= 0x80) return false;
    if (c != '\\') return true;
    if (AtEnd()) {
      Fail("a backslash at the end");
      return false;
    }
    c = regex_[position_++];
    if (std::string_view("dDwWsStnrfva").find(c) != std::string_view::npos) return false;
    if ((c >= '0' && c <= '9') || (LowerAscii(c) >= 'a' && LowerAscii(c) <= 'z') ||
        static_cast<unsigned char>(c) >= 0x80) {
      GiveUp();
      return false;
    }
    return true;
  }

  Piece ReadRepeats(Piece piece) {
    bool repeated = false;
    while (!AtEnd()) {
      int least = 0;
      int most = -1;
      if (Take("+")) {
        least = 1;
      } else if (Take("?")) {
        most = 1;
      } else if (!Take("*") && !TakeCounts(least, most)) {
        break;
      }
      if (repeated) return Fail("a repetition of a repetition");
      repeated = true;
      if (least > kMaxRepeat || most > kMaxRepeat) return Fail("more than 1000 repetitions");
      if (most >= 0 && least > most) return Fail("a repetition whose minimum exceeds its maximum");
      Take("?");  // non-greedy: the same texts
      piece = regex::Repeat(std::move(piece), least, most);
    }
    return piece;
  }

  // `{n}`, `{n,}` or `{n,m}`; any other brace is a literal.
  bool TakeCounts(int& least, int& most) {
    size_t start = position_;
    if (Take("{") && TakeNumber(least)) {
      if (Take("}")) {
        most = least;
        return true;
      }
      if (Take(",")) {
        if (Take("}")) return true;
        if (TakeNumber(most) && Take("}")) return true;
      }
    }
    position_ = start;
    least = 0;
    most = -1;
    return false;
  }

  bool TakeNumber(int& number) {
    size_t start = position_;
    number = 0;
    if (Take("0")) return AtEnd() || Peek() < '0' || Peek() > '9';  // RE2 allows no leading zeros
    while (!AtEnd() && Peek() >= '0' && Peek() <= '9') {
      number = std::min(number * 10 + (Peek() - '0'), kMaxRepeat + 1);
      ++position_;
    }
    return position_ > start;
  }

  std::string_view regex_;
  size_t position_ = 0;
  std::string error_;
  bool give_up_ = false;
};

}  // namespace

RegexLiterals FindRegexLiterals(std::string_view regex) {
  return Reader(regex).Read();
}

}  // namespace millrace
