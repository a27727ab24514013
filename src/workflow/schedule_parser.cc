// ParseSchedule of schedule.h.
#include <array>
#include <span>

#include "workflow/schedule.h"

#include "core/ascii.h"
#include "core/source_position.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                      "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> kWeekdays = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};
constexpr size_t kMostDigits = 9;

struct Field {
  std::string_view name;
  std::string_view allowed;  // for messages
  int least;
  int greatest;
  std::span<const std::string_view> names = {};  // of the values from `least` on
};
constexpr Field kMinutes = {"minutes", "0 to 59 with , - * /", 0, 59};
constexpr Field kHours = {"hours", "0 to 23 with , - * /", 0, 23};
constexpr Field kDayOfMonth = {"day of month", "1 to 31 with , - * ? / L W", 1, 31};
constexpr Field kMonth = {"month", "1 to 12 or JAN to DEC with , - * /", 1, 12, kMonths};
constexpr Field kDayOfWeek = {"day of week", "1 (Sunday) to 7 or SUN to SAT with , - * ? L #", 1, 7, kWeekdays};
constexpr Field kYear = {"year", "1970 to 2199 with , - * /", kFirstScheduleYear, kLastScheduleYear};
constexpr std::string_view kForms =
    "expected rate(VALUE UNIT) like rate(10 minutes), or cron(MINUTES HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK YEAR) "
    "like cron(0 1 * * ? *)";

char Upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
bool SameWord(std::string_view word, std::string_view upper) {
  if (word.size() != upper.size()) return false;
  for (size_t i = 0; i < word.size(); ++i) {
    if (Upper(word[i]) != upper[i]) return false;
  }
  return true;
}

class Parser {
 public:
  Parser(std::string_view text, std::string_view source) : text_(text), source_(source) {}

  Schedule Parse() {
    SkipSpaces();
    Schedule schedule{.text = {}, .rule = RateExpression()};
    const size_t start = at_;
    const std::string_view word = Word();
    if ((word != "rate" && word != "cron") || Peek() != '(') Fail(start, std::string(kForms));
    ++at_;
    if (word == "rate") {
      schedule.rule = Rate();
    } else {
      schedule.rule = Cron();
    }
    if (Peek() != ')') {
      Fail(at_, word == "rate" ? "expected `)` after the unit"
                               : "expected `)` after the year: cron() has six fields, minutes, hours, day of month, "
                                 "month, day of week and year");
    }
    ++at_;
    schedule.text = text_.substr(start, at_ - start);
    SkipSpaces();
    if (at_ < text_.size()) Fail(at_, "expected nothing after the expression");
    return schedule;
  }

 private:
  [[noreturn]] void Fail(size_t at, const std::string& message) const {
    throw SourceError(source_, text_, 1, at + 1, message);
  }
  [[noreturn]] void FailField(size_t at, const Field& field) const {
    Fail(at, std::string(field.name) + ": expected " + std::string(field.allowed));
  }

  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool Take(char c) {
    if (Peek() != c) return false;
    ++at_;
    return true;
  }
  void SkipSpaces() {
    while (Peek() == ' ' || Peek() == '\t') ++at_;
  }
  std::string_view Word() {
    const size_t start = at_;
    while (IsLetter(Peek())) ++at_;
    return text_.substr(start, at_ - start);
  }
  // Digits, as far as they fit; null when there are none or too many.
  std::optional<int> Number() {
    const size_t start = at_;
    int number = 0;
    while (IsDigit(Peek()) && at_ - start < kMostDigits) number = number * 10 + (text_[at_++] - '0');
    if (at_ == start || IsDigit(Peek())) return std::nullopt;
    return number;
  }

  RateExpression Rate() {
    const size_t start = at_;
    const std::optional<int> value = Number();
    if (!value || *value == 0) Fail(start, "expected a whole number from 1 on, like rate(10 minutes)");
    if (Peek() != ' ' && Peek() != '\t') Fail(at_, "expected a space between value and unit, like rate(10 minutes)");
    SkipSpaces();
    const size_t unit_start = at_;
    std::string_view unit = Word();
    const bool plural = unit.ends_with('s');
    if (plural) unit.remove_suffix(1);
    const int64_t seconds = unit == "minute" ? 60 : unit == "hour" ? 3600 : unit == "day" ? 86'400 : 0;
    if (seconds == 0) {
      Fail(unit_start,
           *value == 1 ? "expected the unit minute, hour or day" : "expected the unit minutes, hours or days");
    }
    if (plural != (*value != 1)) {
      Fail(unit_start,
           "expected `" + std::string(unit) +
               (plural ? "`: the value 1 takes the singular" : "s`: a value greater than 1 takes the plural"));
    }
    return {*value * seconds};
  }

  CronExpression Cron() {
    CronExpression cron;
    cron.minutes = PlainSet(kMinutes);
    Separator(kHours);
    cron.hours = static_cast<uint32_t>(PlainSet(kHours));
    Separator(kDayOfMonth);
    const size_t day_of_month_start = at_;
    const bool no_day_of_month = Take('?');
    if (!no_day_of_month) cron.days = DayOfMonth();
    Separator(kMonth);
    cron.months = static_cast<uint32_t>(PlainSet(kMonth));
    Separator(kDayOfWeek);
    const size_t day_of_week_start = at_;
    const bool no_day_of_week = Take('?');
    if (no_day_of_week && no_day_of_month) {
      Fail(day_of_month_start, "only one of day of month and day of week can be `?`");
    }
    if (!no_day_of_week) {
      if (!no_day_of_month) {
        Fail(day_of_week_start, "one of day of month and day of week must be `?`: write `?` here or as day of month");
      }
      cron.days = DayOfWeek();
    }
    Separator(kYear);
    ForEachElement(kYear, [&] {
      AddRange(kYear, [&](int year) { cron.years.set(static_cast<size_t>(year - kFirstScheduleYear)); });
    });
    return cron;
  }

  // What stands between a field and the one that is to come.
  void Separator(const Field& next) {
    const size_t start = at_;
    SkipSpaces();
    if (at_ == start && Peek() != ')') Fail(at_, "expected a space before the " + std::string(next.name));
    if (Peek() == ')' || Peek() == '\0') {
      Fail(at_, "the " + std::string(next.name) +
                    " is missing: cron() has six fields, minutes, hours, day of month, month, day of week and year");
    }
  }

  // Calls `element` for each part of a list.
  template <typename Element>
  void ForEachElement(const Field& field, Element element) {
    do {
      element();
    } while (Take(','));
    if (Peek() != ' ' && Peek() != '\t' && Peek() != ')' && Peek() != '\0') FailField(at_, field);
  }

  uint64_t PlainSet(const Field& field) {
    uint64_t set = 0;
    ForEachElement(field, [&] { AddRange(field, [&](int value) { set |= uint64_t{1} << value; }); });
    return set;
  }

  CronDayOfMonth DayOfMonth() {
    CronDayOfMonth wanted;
    ForEachElement(kDayOfMonth, [&] {
      if (Take('L')) {
        wanted.last = true;
        return;
      }
      const size_t start = at_;
      const std::optional<int> day = Number();
      if (day && Take('W')) {
        if (*day < 1 || *day > 31) FailField(start, kDayOfMonth);
        wanted.nearest_weekday |= 1U << *day;
        return;
      }
      at_ = start;
      AddRange(kDayOfMonth, [&](int value) { wanted.days |= 1U << value; });
    });
    return wanted;
  }

  CronDayOfWeek DayOfWeek() {
    CronDayOfWeek wanted;
    const size_t field_start = at_;
    size_t elements = 0;
    ForEachElement(kDayOfWeek, [&] {
      ++elements;
      if (Take('L')) {
        wanted.days |= 1U << kDayOfWeek.greatest;
        return;
      }
      const size_t start = at_;
      if (Peek() != '*') {
        const int day = Value(kDayOfWeek);
        if (Take('L')) {
          wanted.last_in_month |= 1U << day;
          return;
        }
        if (Take('#')) {
          const size_t nth_start = at_;
          const std::optional<int> nth = Number();
          if (!nth || *nth < 1 || *nth > 5) Fail(nth_start, "day of week: expected 1 to 5 after `#`");
          wanted.nth_day = day;
          wanted.nth = *nth;
          return;
        }
        at_ = start;
      }
      AddRange(kDayOfWeek, [&](int value) { wanted.days |= 1U << value; });
    });
    if (wanted.nth_day != 0 && elements > 1) {
      Fail(field_start, "day of week: `#` stands alone, it cannot be part of a list");
    }
    return wanted;
  }

  // A number or a name.
  int Value(const Field& field) {
    const size_t start = at_;
    if (IsLetter(Peek())) {
      const std::string_view word = text_.substr(at_, 3);
      for (size_t i = 0; i < field.names.size(); ++i) {
        if (!SameWord(word, field.names[i])) continue;
        at_ += 3;
        return field.least + static_cast<int>(i);
      }
      FailField(start, field);
    }
    const std::optional<int> value = Number();
    if (!value || *value < field.least || *value > field.greatest) FailField(start, field);
    return *value;
  }

  // `*`, `*/5`, `7`, `7/5`, `7-20`, `7-20/5`, `20-2`, `20-2/3`; the steps of `7/5` go on to the end of the field. A
  // range whose end is the smaller value wraps around the end of its field, and its steps go on behind it: `20-2/3` is
  // 20, 23 and 2. Years do not repeat, so theirs cannot wrap.
  template <typename Add>
  void AddRange(const Field& field, Add add) {
    int first = field.least;
    int last = field.greatest;
    bool single = false;
    if (!Take('*')) {
      first = Value(field);
      const size_t last_start = at_ + 1;
      single = Peek() != '-';
      if (Take('-')) {
        last = Value(field);
        if (last < first && field.name == kYear.name) {
          Fail(last_start, "year: a range goes from the smaller to the greater value");
        }
      }
    }
    int step = 1;
    if (Peek() == '/') {
      if (field.name == kDayOfWeek.name) FailField(at_, field);
      const size_t step_start = ++at_;
      const std::optional<int> number = Number();
      if (!number || *number < 1 || *number > field.greatest) {
        Fail(step_start, std::string(field.name) + ": expected a step from 1 to " + std::to_string(field.greatest));
      }
      step = *number;
    } else if (single) {
      last = first;
    }
    const int count = field.greatest - field.least + 1;
    if (last < first) last += count;
    for (int value = first; value <= last; value += step) add(value > field.greatest ? value - count : value);
  }

  std::string_view text_;
  std::string_view source_;
  size_t at_ = 0;
};

}  // namespace

Schedule ParseSchedule(std::string_view text, std::string_view source) {
  return Parser(text, source).Parse();
}

}  // namespace millrace
