#include "enrich/source_categories.h"

#define XXH_INLINE_ALL
#include <algorithm>
#include <array>
#include <utility>

#include <xxhash.h>

#include "core/csv.h"
#include "core/letter_case.h"
#include "core/trim.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, 4> kSourceCategoryColumns = {"match", "source", "category", "term_params"};
constexpr std::string_view kWww = "www.";

bool IsLetters(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// The host without its last label if it ends like `.co.uk` or `.com.cn`: `.*\.[a-z]{2,3}\.[a-z]{2}`. Otherwise empty.
std::string_view WithoutCountry(std::string_view host) {
  const size_t last = host.rfind('.');
  if (last == std::string_view::npos || last == 0) return {};
  const size_t before = host.rfind('.', last - 1);
  if (before == std::string_view::npos) return {};
  const std::string_view country = host.substr(last + 1);
  const std::string_view kind = host.substr(before + 1, last - before - 1);
  const bool matches =
      country.size() == 2 && (kind.size() == 2 || kind.size() == 3) && IsLetters(country) && IsLetters(kind);
  return matches ? host.substr(0, last) : std::string_view();
}

// Difference T6: `google.<tld>` or a subdomain; tld is `com`, two letters, or `co` or `com` followed by two letters.
bool IsGoogle(std::string_view host) {
  constexpr std::string_view kGoogle = "google.";
  const size_t at = host.rfind(kGoogle);
  if (at == std::string_view::npos || (at > 0 && host[at - 1] != '.')) return false;
  std::string_view domain = host.substr(at + kGoogle.size());
  if (domain == "com") return true;
  for (const std::string_view kind : {"com.", "co."}) {
    if (domain.starts_with(kind)) {
      domain.remove_prefix(kind.size());
      break;
    }
  }
  return domain.size() == 2 && IsLetters(domain);
}

std::string_view WithoutWww(std::string_view host) {
  return host.starts_with(kWww) ? host.substr(kWww.size()) : std::string_view();
}

// Whether the referrer is an app, whose host is a package or bundle id.
bool IsApp(std::string_view referrer) {
  const auto begins_with = [&](std::string_view scheme) {
    return EqualsIgnoringAsciiCase(referrer.substr(0, scheme.size()), scheme);
  };
  return begins_with("android-app://") || begins_with("ios-app://");
}

bool IsOneLetter(std::string_view utf8) {
  size_t letters = 0;
  for (const char c : utf8) letters += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return letters == 1;
}

// The referrer after its scheme, up to a second scheme: enough for a row that contains more than host and path.
std::string_view BehindScheme(std::string_view referrer) {
  if (referrer.starts_with("//")) return referrer.substr(2);
  const size_t scheme = referrer.find("://");
  if (scheme == std::string_view::npos) return referrer;
  referrer.remove_prefix(scheme + 3);
  return referrer.substr(0, referrer.find("://"));
}

// Candidates in the order of §3.6, then the longest first. Combined texts are in `scratch`.
class Candidates {
 public:
  // `referrer` without surrounding blanks.
  Candidates(std::string_view referrer, std::string_view host, std::string_view path, std::string& scratch)
      : scratch_(scratch) {
    if (IsApp(referrer)) {
      Add(host);
      return;
    }
    const std::string_view whole = BehindScheme(referrer);
    const std::string_view bare = WithoutWww(host);
    const bool has_path = !path.empty() && path != "/";
    scratch_.clear();
    scratch_.reserve(whole.size() + 2 * (host.size() + path.size()));
    AddWhole(whole);
    if (has_path) AddPair(host, path);
    Add(host);
    Add(bare);
    if (has_path && !bare.empty()) AddPair(bare, path);
    Add(WithoutCountry(host));
    Add(WithoutCountry(bare));
    if (IsGoogle(host)) Add("google.com");
    std::stable_sort(all_.begin(), all_.begin() + count_,
                     [](std::string_view a, std::string_view b) { return a.size() > b.size(); });
  }

  const std::string_view* begin() const { return all_.data(); }
  const std::string_view* end() const { return all_.data() + count_; }

 private:
  void Add(std::string_view candidate) {
    if (!candidate.empty()) all_[count_++] = candidate;
  }
  void AddPair(std::string_view host, std::string_view path) {
    const size_t start = scratch_.size();
    scratch_.append(host).append(path);
    Add(std::string_view(scratch_).substr(start));
  }
  // Its host in lower case (T8).
  void AddWhole(std::string_view whole) {
    const size_t host_end = std::min(whole.find_first_of("/?#"), whole.size());
    for (const char c : whole.substr(0, host_end)) scratch_ += LowerAscii(c);
    scratch_ += whole.substr(host_end);
    Add(scratch_);
  }

  std::string& scratch_;
  std::array<std::string_view, 8> all_;
  size_t count_ = 0;
};

void CheckMatch(const CsvFile& csv, const CsvField& match) {
  if (match.text.find("://") != std::string::npos)
    csv.Fail(match, "`match` is a host or a host and a path, without scheme");
  if (match.text.find_first_of("?#") != std::string::npos) csv.Fail(match, "`match` has no query and no fragment");
  if (std::any_of(match.text.begin(), match.text.end(), [](char c) { return LowerAscii(c) != c; })) {
    csv.Fail(match, "`match` must be in lower case");
  }
}

std::vector<std::string> SplitAtBlanks(std::string_view text) {
  std::vector<std::string> words;
  for (size_t start = 0; start < text.size();) {
    const size_t end = std::min(text.find(' ', start), text.size());
    if (end > start) words.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  return words;
}

}  // namespace

size_t TextHash::operator()(std::string_view text) const {
  return XXH3_64bits(text.data(), text.size());
}

SourceCategories SourceCategories::Parse(std::string_view text, std::string_view file) {
  const CsvFile csv(file, text, kSourceCategoryColumns);
  SourceCategories result;
  result.rows_.reserve(csv.rows().size());
  result.by_match_.reserve(csv.rows().size());
  std::string lower;
  for (const CsvFile::Row& fields : csv.rows()) {
    for (size_t i = 0; i < 3; ++i) {
      if (fields[i].text.empty()) csv.Fail(fields[i], "`" + std::string(kSourceCategoryColumns[i]) + "` is empty");
    }
    CheckMatch(csv, fields[0]);
    const size_t index = result.rows_.size();
    const auto [place, added] = result.by_match_.emplace(fields[0].text, index);
    if (!added) {
      csv.Fail(fields[0], "duplicate match `" + fields[0].text + "`: it is in line " +
                              std::to_string(result.rows_[place->second].line) + " too");
    }
    result.rows_.push_back(
        {fields[0].text, fields[1].text, fields[2].text, SplitAtBlanks(fields[3].text), fields[0].line});
    // Of several rows with one name the last counts (§4).
    result.by_source_[fields[1].text] = index;
    LowerCase(fields[1].text, lower);
    result.by_lower_source_[lower] = index;
  }
  return result;
}

const SourceCategory* SourceCategories::FindReferrer(std::string_view referrer, std::string_view host,
                                                     std::string_view path, std::string& scratch) const {
  for (const std::string_view candidate : Candidates(TrimControls(referrer), host, path, scratch)) {
    const auto found = by_match_.find(candidate);
    if (found != by_match_.end()) return &rows_[found->second];
  }
  return nullptr;
}

std::string_view SourceCategories::CategoryOf(std::string_view source, std::string& scratch) const {
  auto found = by_source_.find(source);
  if (found != by_source_.end()) return rows_[found->second].category;
  LowerCase(source, scratch);
  if (!IsOneLetter(source)) {
    found = by_lower_source_.find(scratch);
    if (found != by_lower_source_.end()) return rows_[found->second].category;
  }
  found = by_match_.find(scratch);
  return found == by_match_.end() ? std::string_view() : rows_[found->second].category;
}

}  // namespace millrace
